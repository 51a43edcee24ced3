// Node's workerpool with process workers as one side of a measurement: workerpool.js MEASUREMENT
// Says 'ready' (or 'none' and why not) when it is warm, answers each line on standard input with a round's values, and ends when its
// input closes.
const os = require('os');
const path = require('path');
const readline = require('readline');

const WORKERS = os.cpus().length;
const ROUND_TRIPS = 1000;
const BATCH = 10_000; // a tenth of what .NET gets: at 160 us a call the whole would take 16 s a round

const say = line => process.stdout.write(line + '\n');
const now = () => performance.now() * 1e3;

function newPool(workers = WORKERS) {
    return require('workerpool').pool(path.join(__dirname, 'work.js'), {
        workerType: 'process', minWorkers: workers, maxWorkers: workers,
        // Binary arguments would become lists of numbers in JSON, which is the default.
        forkOpts: { serialization: 'advanced' },
    });
}

async function roundTrip(pool) {
    const times = [];
    for (let i = 0; i < ROUND_TRIPS; i++) {
        const started = now();
        await pool.exec('increment', [i]);
        times.push(now() - started);
    }
    times.sort((a, b) => a - b);
    return [times[ROUND_TRIPS / 2], times[ROUND_TRIPS * 99 / 100]];
}

async function batch(pool) {
    const started = now();
    await Promise.all(Array.from({ length: BATCH }, (_, i) => pool.exec('increment', [i])));
    return [(now() - started) / BATCH];
}

const MEASUREMENTS = { 'call.roundtrip': roundTrip, 'call.batch': batch };
const WITHOUT = { 'map.item': 'workerpool has no map' };

async function main(measurement) {
    const measure = MEASUREMENTS[measurement];
    if (!measure)
        return say(`none ${WITHOUT[measurement] ?? 'it has no side of ' + measurement}`);
    const pool = newPool();
    await measure(pool); // starts every worker, and warms them up
    say('ready');
    for await (const _ of readline.createInterface({ input: process.stdin }))
        say((await measure(pool)).join(' '));
    await pool.terminate();
}

main(process.argv[2]).catch(error => {
    say('none ' + String(error.message).split('\n')[0]);
    process.exit(1);
});
