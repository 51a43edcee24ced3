/* The ring's protocol: parking and waking on both sides, the hand-over of the reading between threads, claiming and taking back.
 * It models src/Trama/Processes/Ipc/Rings (RingWriter, RingReader, ParkingSpot, ReaderRole).
 *
 * Stores go through store buffers as on x64: a thread's stores wait in a queue and reach memory later, in order; fences and interlocked
 * operations wait until the own queue is empty. So a missing fence is a mistake here, too. One step is one access to what threads share.
 *
 * What is run, small enough to be searched whole:
 *   -DFRAMES=n written in all    -DTAKERS=n threads that read once, beside the dedicated one
 *   -DEND      the reading is ended at any moment; the dedicated thread must end, and nobody may touch the memory after it
 *   -DHANDOVER such a thread may also leave what it has not read to the dedicated one
 *   -DREVOKE   frames are taken back now and then    -DASK  a thread asks whether the first frame was claimed
 *
 * Each of these takes away one part of the protocol, and the search must then find a mistake:
 *   NO_WRITER_FENCE NO_READER_FENCE NO_SPACE_FENCE NO_RECHECK RECHECK_EARLY NO_WORD_RECHECK NO_REPARK TWO_VALUES NO_VISITORS
 *   BLIND_REVOKE TAIL_FIRST NO_TELL NO_HANDOVER_WAKE NO_HANDOVER_REPARK
 */

#ifndef FRAMES
#define FRAMES 2
#endif
#ifndef TAKERS
#define TAKERS 1
#endif
#define ROOM 2      /* frames that fit in the ring at once */

/* Memory behind store buffers. */
#define HEAD   0
#define TAIL   1
#define RWORD  2    /* where the dedicated reader sleeps */
#define WWORD  3    /* where the writer sleeps */
#define WANTED 4    /* the tail it sleeps for */
#define HELD   5    /* the role: 1 while a thread holds it */
byte mem[6];

#define WRITER    0
#define DEDICATED 1
#define THREADS   (2 + TAKERS)
chan buffer[THREADS] = [3] of { byte, byte };

#define PENDING 1
#define TAKEN   2
#define REVOKED 3
byte claim[ROOM];   /* changed by interlocked operations, but for the writer's PENDING, which nobody may look at before HEAD says so */
byte tail;          /* the holder's own, and a hint for others */
byte told;          /* the holder's own: the tail that it has stored last */
byte count;         /* of the values given to RWORD: the holder's own */
byte visitors;      /* threads in the role or still leaving it */
byte readers;       /* threads that are using a frame at this moment */
bool readerSleeps, writerSleeps;
bool took[FRAMES], revoked[FRAMES];
bool ended, dedicatedDone, writerDone;

#define STORE(address, value)  buffer[me]!address, value
#define DRAINED                empty(buffer[me])
#define MAPPED                 assert(!dedicatedDone)

/* The values of RWORD: the lowest bit says parked, the others count. */
#ifdef TWO_VALUES
#define VALUE(parks)  (parks)
#else
#define VALUE(parks)  (count * 2 + parks)
#endif

/* ParkingSpot.WakeIfParked: the last parameter says who sleeps. */
inline wakeIfParked(word, sleeps) {
    atomic { value = mem[word]; if :: (value & 1) :: else -> value = 0 fi };
    if
    :: value == 0
    :: else ->
        atomic {
            DRAINED;
            if :: mem[word] == value -> mem[word] = value - 1 :: else -> value = 0 fi
        };
        atomic { if :: value == 0 :: else -> sleeps = false; value = 0 fi }
    fi
}

inline tryHold(visitor) {
    atomic {
        DRAINED;
        if
        :: mem[HELD] == 0 -> mem[HELD] = 1; visitors = visitors + visitor; holds = true
        :: else -> holds = false
        fi
    }
}

/* RingReader.HasData, where the caller does not hold the role. */
inline lookForData() {
    atomic { MAPPED; seenTail = tail };
    atomic { MAPPED; hasData = (mem[HEAD] != seenTail); seenTail = 0 }
}

/* RingReader.TellTail. */
inline tellTail() {
    atomic { told = tail; STORE(TAIL, tail) };
    atomic {
#ifndef NO_SPACE_FENCE
        DRAINED;
#endif
        hasData = (mem[WANTED] <= tail)
    };
    if
    :: hasData -> wakeIfParked(WWORD, writerSleeps)
    :: else
    fi
}

/* RingReader.TryRead and Advance, until the ring is empty. The caller has just got the role, and says so in the word. */
inline readAll() {
    atomic { MAPPED; count++; STORE(RWORD, VALUE(0)) };
    do
#ifdef NO_TELL
    :: atomic { mem[HEAD] == tail -> MAPPED; break }
#else
    :: atomic { mem[HEAD] == tail && told == tail -> MAPPED; break }
    :: atomic { mem[HEAD] == tail && told != tail -> MAPPED }; tellTail()
#endif
    :: atomic {
            mem[HEAD] != tail && DRAINED ->
            readers++;
            assert(readers == 1);
            if
            :: claim[tail % ROOM] == PENDING ->
                claim[tail % ROOM] = TAKEN;
                assert(!took[tail] && !revoked[tail]);
                took[tail] = true
            :: else ->
                assert(claim[tail % ROOM] == REVOKED && revoked[tail])
            fi
        };
        /* The writer may be told later, with other frames. */
        atomic { tail++; readers--; if :: hasData = true :: hasData = false fi };
        if
        :: hasData -> tellTail()
        :: else
        fi
    od
}

inline lookAgain() {
    lookForData();
#ifdef NO_RECHECK
    hasData = false;
#endif
#ifndef NO_WORD_RECHECK
    /* The writer has swapped this very "parked" away: it must be said again. */
    atomic { MAPPED; hasData = hasData || mem[RWORD] == parked - 1 }
#endif
}

/* ReaderRole.TryLeave; holds says whether the caller holds the role again. */
inline tryLeave() {
    atomic { count++; parked = VALUE(1); STORE(RWORD, parked) };
#ifdef RECHECK_EARLY
    DRAINED;
    lookAgain();
#endif
#ifdef NO_READER_FENCE
    STORE(HELD, 0);
#else
    atomic { DRAINED; mem[HELD] = 0 };
#endif
#ifdef NO_VISITORS
    visitors--;
#endif
#ifndef RECHECK_EARLY
    lookAgain();
#endif
    atomic { parked = 0; holds = false };
    if
    :: hasData -> tryHold(0)
    :: else
    fi;
#ifdef NO_VISITORS
    atomic { if :: holds -> visitors++ :: else fi };
#else
    if
    :: holds
    :: else -> atomic { DRAINED; visitors-- }
    fi;
#endif
    hasData = false
}

/* ReaderRole.HandOver. The caller has said so in the word when it got the role, and may not have read anything. */
inline handOver() {
    do
    :: atomic { count++; parked = VALUE(1); STORE(RWORD, parked) };
        atomic { DRAINED; mem[HELD] = 0 };
#ifdef NO_HANDOVER_REPARK
        break
#else
        atomic { MAPPED; hasData = mem[RWORD] == parked - 1; parked = 0; holds = false };
        if
        :: hasData -> tryHold(0)
        :: else
        fi;
        if
        :: holds
        :: else -> break
        fi
#endif
    od;
    lookForData();
#ifdef NO_HANDOVER_WAKE
    hasData = false;
#endif
    if
    :: hasData -> wakeIfParked(RWORD, readerSleeps)
    :: else
    fi;
    atomic { DRAINED; visitors--; parked = 0; holds = false; hasData = false }
}

#define LOCALS byte value, seenTail, parked; bool holds, hasData

active proctype Memory() {
    byte address, value;
end:
    do
    :: atomic { buffer[WRITER]?address, value -> mem[address] = value; address = 0; value = 0 }
    :: atomic { buffer[DEDICATED]?address, value -> mem[address] = value; address = 0; value = 0 }
#if TAKERS > 0
    :: atomic { buffer[2]?address, value -> mem[address] = value; address = 0; value = 0 }
#endif
#if TAKERS > 1
    :: atomic { buffer[3]?address, value -> mem[address] = value; address = 0; value = 0 }
#endif
    od
}

/* RingWriter: writes each frame, waits for space while the ring is full. */
proctype Writer() {
    byte me = WRITER, value, head, spot;
    do
    :: atomic { head == FRAMES -> break }
    :: else ->
        do
        :: atomic { head - mem[TAIL] < ROOM -> break }
        :: atomic { head - mem[TAIL] == ROOM -> spot++; STORE(WANTED, head); STORE(WWORD, spot * 2 + 1) };
            atomic {
#ifndef NO_SPACE_FENCE
                DRAINED;
#endif
                if
                :: head - mem[TAIL] < ROOM -> STORE(WWORD, spot * 2 + 2)
                :: else -> goto sleep
                fi
            };
            goto awake;
sleep:
            atomic { DRAINED; if :: mem[WWORD] == spot * 2 + 1 -> writerSleeps = true :: else fi };
            !writerSleeps;
awake:
            skip
        od;
        atomic { claim[head % ROOM] = PENDING; head++; STORE(HEAD, head) };
#ifndef NO_WRITER_FENCE
        DRAINED;
#endif
        wakeIfParked(RWORD, readerSleeps);
#ifdef REVOKE
        if
        :: skip
        :: atomic { head > 1 && mem[TAIL] <= head - 1 -> value = claim[(head - 1) % ROOM] };
#ifdef BLIND_REVOKE
            atomic { if :: value == PENDING -> claim[(head - 1) % ROOM] = REVOKED; revoked[head - 1] = true :: else fi; value = 0 }
#else
            atomic {
                value = 0;
                DRAINED;
                if
                :: claim[(head - 1) % ROOM] == PENDING -> claim[(head - 1) % ROOM] = REVOKED; revoked[head - 1] = true
                :: else
                fi
            }
#endif
        fi
#endif
    od;
    atomic { DRAINED; writerDone = true }
}

/* ReaderRole.WaitToEnter, and what its caller does. */
proctype Dedicated() {
    byte me = DEDICATED, seen;
    LOCALS;
wait:
    atomic { assert(DRAINED); seen = mem[RWORD] };
    if
    :: ended -> goto atEnd
    :: else
    fi;
    lookForData();
    if
#ifdef NO_REPARK
    :: hasData -> tryHold(1)
#else
    :: hasData || !(seen & 1) -> tryHold(1)
#endif
    :: else
    fi;
    atomic { hasData = false; if :: holds -> seen = 0; goto read :: else fi };

    /* The futex compares and falls asleep in one step. */
    atomic { if :: mem[RWORD] == seen -> readerSleeps = true :: else fi; seen = 0 };
endAsleep:      /* a good end when nothing is left to do: see Rest */
    !readerSleeps;
    goto wait;
read:
    readAll();
    tryLeave();
    if
    :: holds -> goto read
    :: else -> goto wait
    fi;
atEnd:
    seen = 0;
    lookForData();
    if
    :: hasData ->
        tryHold(1);
        if
        :: holds -> goto read
        :: else -> goto atEnd
        fi
    :: else
    fi;
    atomic {
        if
        :: mem[HELD] == 0 && visitors == 0 -> mem[HELD] = 1; dedicatedDone = true
        :: else -> goto atEnd
        fi
    }
}

/* A thread that takes the reading over for a while. */
proctype Taker(byte me) {
    LOCALS;
    tryHold(1);
again:
    if
    :: holds -> readAll(); tryLeave(); goto again
#ifdef HANDOVER
    :: holds -> atomic { MAPPED; count++; STORE(RWORD, VALUE(0)) }; handOver()
#endif
    :: else
    fi
}

/* RingWriter.HasBeenClaimed, asked of the first frame by a thread that is not the writer's. */
proctype Asker() {
    byte seenClaim, seenTail;
    bool before, answer;
    atomic { mem[HEAD] > 0 -> before = took[0] };
#ifdef TAIL_FIRST
    seenTail = mem[TAIL];
    seenClaim = claim[0];
#else
    seenClaim = claim[0];
    seenTail = mem[TAIL];
#endif
    atomic {
        answer = seenTail > 0 || seenClaim == TAKEN;
        assert(!before || answer);
        assert(!answer || took[0])
    }
}

/* ParkingSpot.End, at any moment. */
proctype Ender() {
    ended = true;
    mem[RWORD] = mem[RWORD] + 2;
    readerSleeps = false
}

/* Nothing can move any more: is everything done? */
proctype Rest() {
    byte i;
    timeout;
    atomic {
#ifdef END
        assert(dedicatedDone)
#else
        assert(writerDone);
        do
        :: i == FRAMES -> break
        :: else -> assert(took[i] != revoked[i]); i++
        od
#endif
    }
}

init {
    byte i;
    atomic {
        count = 1;
        mem[RWORD] = VALUE(1);      /* nobody reads at first, and the word says so */
        run Writer();
        run Dedicated();
        do
        :: i == TAKERS -> break
        :: else -> run Taker(2 + i); i++
        od;
#ifdef END
        run Ender();
#endif
#ifdef ASK
        run Asker();
#endif
        run Rest()
    }
}
