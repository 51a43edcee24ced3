// The functions that Node's pool calls: its worker script.
const workerpool = require('workerpool');

// The same each time: what is measured is its way, not its making.
let given;

workerpool.worker({
    increment: n => n + 1,

    // The filling is something else: the search goes through all of it, at memory speed.
    read: data => Buffer.from(data.buffer, data.byteOffset, data.byteLength).indexOf(0),

    give: length => given?.length === length ? given : given = Buffer.alloc(length, 7),

    processId: () => process.pid,

    burn: seed => {
        for (let i = 0; i < 30_000_000; i++)
            seed = (Math.imul(seed, 1664525) + 1013904223) | 0;
        return seed;
    },
});
