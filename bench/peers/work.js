// The functions that Node's pool calls: its worker script.
const workerpool = require('workerpool');

workerpool.worker({
    increment: n => n + 1,
});
