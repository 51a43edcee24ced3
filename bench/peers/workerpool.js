// Node's workerpool with process workers as one side of a measurement: workerpool.js MEASUREMENT
// Says 'ready' (or 'none' and why not) when it is warm, answers each line on standard input with a round's values, and ends when its
// input closes.
const os = require('os');
const path = require('path');
const readline = require('readline');

const WORKERS = os.cpus().length;
const ROUND_TRIPS = 1000;
const PAYLOAD = 64 << 20;
const PAYLOADS = 4;
const BURNS = 16;
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

// A measurement is made once, gives a round's values each time it is run, and is closed at the end.

class Measurement {
    constructor(workers = WORKERS) {
        this.pool = newPool(workers);
    }

    close() {
        return this.pool.terminate();
    }
}

class RoundTrip extends Measurement {
    async run() {
        const times = [];
        for (let i = 0; i < ROUND_TRIPS; i++) {
            const started = now();
            await this.pool.exec('increment', [i]);
            times.push(now() - started);
        }
        times.sort((a, b) => a - b);
        return [times[ROUND_TRIPS / 2], times[ROUND_TRIPS * 99 / 100]];
    }
}

class Batch extends Measurement {
    async run() {
        const started = now();
        await Promise.all(Array.from({ length: BATCH }, (_, i) => this.pool.exec('increment', [i])));
        return [(now() - started) / BATCH];
    }
}

class Payload extends Measurement {
    data = Buffer.alloc(PAYLOAD, 7);

    constructor() {
        super(1);
    }

    async run() {
        const started = now();
        for (let i = 0; i < PAYLOADS; i++) {
            if (await this.pool.exec('read', [this.data]) !== -1)
                throw new Error('the payload arrived damaged');
        }
        return [PAYLOAD * PAYLOADS / 1e3 / (now() - started)];
    }
}

class PayloadResult extends Measurement {
    constructor() {
        super(1);
    }

    async run() {
        const started = now();
        for (let i = 0; i < PAYLOADS; i++) {
            const data = await this.pool.exec('give', [PAYLOAD]);
            if (data.length !== PAYLOAD || Buffer.from(data.buffer, data.byteOffset, data.byteLength).indexOf(0) !== -1)
                throw new Error('the payload arrived damaged');
        }
        return [PAYLOAD * PAYLOADS / 1e3 / (now() - started)];
    }
}

class ColdPool extends Measurement {
    async run() {
        const started = now();
        const pool = newPool();
        await pool.exec('increment', [1]);
        const elapsed = now() - started;
        await pool.terminate();
        return [elapsed / 1e3];
    }
}

class IdleWorkers extends Measurement {
    constructor(workers = WORKERS) {
        super(workers);
        this.workers = workers;
    }

    async run() {
        const seen = new Set();
        for (let i = 0; i < 200 && seen.size < this.workers; i++) // until every worker has had a call
            (await Promise.all(Array.from({ length: this.workers * 4 }, () => this.pool.exec('processId')))).forEach(id => seen.add(id));
        return [...seen];
    }
}

class EightIdleWorkers extends IdleWorkers {
    constructor() {
        super(8);
    }
}

class Replacement extends Measurement {
    constructor() {
        super(1);
    }

    async run() {
        const before = await this.pool.exec('processId');
        const started = now();
        process.kill(before, 'SIGKILL');
        for (;;) {
            try {
                if (await this.pool.exec('processId') !== before)
                    return [(now() - started) / 1e3];
            } catch {
                // The call went to the dead worker: it is on its caller to send it again.
            }
        }
    }
}

class Scaling extends Measurement {
    two = newPool(2);

    constructor() {
        super(1);
    }

    async run() {
        return [await this.time(this.pool) / await this.time(this.two)];
    }

    async time(pool) {
        const started = now();
        await Promise.all(Array.from({ length: BURNS }, (_, i) => pool.exec('burn', [i])));
        return now() - started;
    }

    async close() {
        await super.close();
        await this.two.terminate();
    }
}

const MEASUREMENTS = {
    'call.roundtrip': RoundTrip, 'call.batch': Batch, 'payload.memory': Payload, 'payload.array': Payload,
    'payload.result': PayloadResult, 'pool.cold': ColdPool, 'worker.idle': IdleWorkers, 'idle.cpu': EightIdleWorkers,
    'worker.replace': Replacement, 'scale.cpu2': Scaling,
};
const WITHOUT = { 'map.item': 'workerpool has no map' };

async function main(wanted) {
    if (!MEASUREMENTS[wanted])
        return say(`none ${WITHOUT[wanted] ?? 'it has no side of ' + wanted}`);
    const measurement = new MEASUREMENTS[wanted]();
    await measurement.run(); // starts every worker, and warms them up
    say('ready');
    for await (const _ of readline.createInterface({ input: process.stdin }))
        say((await measurement.run()).join(' '));
    await measurement.close();
}

main(process.argv[2]).catch(error => {
    say('none ' + String(error.message).split('\n')[0]);
    process.exit(1);
});
