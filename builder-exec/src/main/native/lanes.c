/*
 * SHA-256 (FIPS 180-4) of many messages, each in a lane: two at a time by the processor's instructions for it, which Java takes for one, and
 * only once its optimising compiler has come; else eight at a time by vectors, which cost little more than one. Messages and results are in
 * a direct buffer of the JVM, as the calls of calls.c are.
 *
 * Freestanding: no libc, no data that changes, no allocation. Every machine can hash so and gets the same; it is of use on those.
 */
typedef unsigned char u8;
typedef unsigned int u32;
typedef unsigned long u64;
typedef long s64;

enum { LANES = 8, PAIR = 2, BLOCK = 64 };
enum { GET_ADDRESS = 230, GET_CAPACITY = 231 }; /* GetDirectBufferAddress, GetDirectBufferCapacity in the table of JNI */

struct piece {
    u64 at;       /* offset of the bytes in the buffer */
    u64 length;   /* how many; a multiple of 64 unless it is the end */
    u64 before;   /* bytes of the message that were hashed before, a multiple of 64 */
    u64 more;     /* not 0 when this is not the end of the message */
    u32 state[8]; /* in: of the bytes before, if there are any; out: the state, which at the end is the hash */
};

static const u32 FIRST[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
static const u32 K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be,
    0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa,
    0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
    0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3,
    0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f,
    0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

typedef u32 vector __attribute__((vector_size(4 * LANES)));
typedef u32 loose __attribute__((may_alias, aligned(1)));

#define ROTATE(x, n) ((x) >> (n) | (x) << (32 - (n)))

/* Takes so many blocks of each lane into its state: state[word][lane]. Only where it is of use is it written out, which takes 16 KiB. */
#define WRITTEN_OUT _Pragma("GCC unroll 64")
#define AS_A_LOOP _Pragma("GCC unroll 1")
#define HASHER(NAME, ROUNDS, ...)                                                                                    \
    __attribute__((__VA_ARGS__)) static void NAME(vector *state, const u8 *const *from, u64 blocks) { \
        for (u64 at = 0; at < blocks * BLOCK; at += BLOCK) {                                                         \
            vector w[16], a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], \
                          h = state[7];                                                                              \
            for (int i = 0; i < 16; i++)                                                                             \
                for (int lane = 0; lane < LANES; lane++)                                                             \
                    w[i][lane] = __builtin_bswap32(*(const loose *)(from[lane] + at + 4 * i));                       \
            ROUNDS for (int i = 0; i < 64; i++) {                                                                    \
                if (i >= 16) {                                                                                       \
                    vector x = w[(i - 15) & 15], y = w[(i - 2) & 15];                                                \
                    w[i & 15] += (ROTATE(x, 7) ^ ROTATE(x, 18) ^ x >> 3) + w[(i - 7) & 15] +                         \
                                 (ROTATE(y, 17) ^ ROTATE(y, 19) ^ y >> 10);                                          \
                }                                                                                                    \
                vector one = h + (ROTATE(e, 6) ^ ROTATE(e, 11) ^ ROTATE(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i & 15]; \
                vector two = (ROTATE(a, 2) ^ ROTATE(a, 13) ^ ROTATE(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));         \
                h = g;                                                                                               \
                g = f;                                                                                               \
                f = e;                                                                                               \
                e = d + one;                                                                                         \
                d = c;                                                                                               \
                c = b;                                                                                               \
                b = a;                                                                                               \
                a = one + two;                                                                                       \
            }                                                                                                        \
            state[0] += a;                                                                                           \
            state[1] += b;                                                                                           \
            state[2] += c;                                                                                           \
            state[3] += d;                                                                                           \
            state[4] += e;                                                                                           \
            state[5] += f;                                                                                           \
            state[6] += g;                                                                                           \
            state[7] += h;                                                                                           \
        }                                                                                                            \
    }

/* How a machine hashes: so many messages at once; of use where that is more in a second than Java does by itself, at first or ever. */
struct way {
    void (*take)(vector *state, const u8 *const *from, u64 blocks);
    int lanes;
    int of_use;
};

#if defined(__x86_64__)
HASHER(hash_sse2, AS_A_LOOP, optimize("Os"))
HASHER(hash_avx2, WRITTEN_OUT, optimize("O3"), target("avx2"))
HASHER(hash_avx512, WRITTEN_OUT, optimize("O3"), target("avx512f,avx512vl,prefer-vector-width=256"))

typedef u32 quad __attribute__((vector_size(16)));
typedef int quad_of_int __attribute__((vector_size(16)));
typedef u8 bytes __attribute__((vector_size(16)));
typedef bytes loose_bytes __attribute__((may_alias, aligned(1)));
typedef quad loose_quad __attribute__((may_alias, aligned(4)));

#define SHA(WHAT, ...) ((quad)__builtin_ia32_sha256##WHAT(__VA_ARGS__))
#define INT(x) ((quad_of_int)(x))

/*
 * The same for the first two lanes, by the processor's own instructions, which keep the state as words F E B A and H G D C: a round waits
 * for the one before, and two messages do not wait for each other.
 */
__attribute__((optimize("O3"), target("sha,sse4.1"))) static void hash_sha(vector *state, const u8 *const *from, u64 blocks) {
    const bytes big_endian = {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12};
    quad first[PAIR], second[PAIR];
    for (int lane = 0; lane < PAIR; lane++) {
        first[lane] = (quad){state[5][lane], state[4][lane], state[1][lane], state[0][lane]};
        second[lane] = (quad){state[7][lane], state[6][lane], state[3][lane], state[2][lane]};
    }
    for (u64 at = 0; at < blocks * BLOCK; at += BLOCK) {
        quad w[PAIR][4], before[PAIR][2] = {{first[0], second[0]}, {first[1], second[1]}};
        _Pragma("GCC unroll 16") for (int i = 0; i < 16; i++) { /* four rounds */
            _Pragma("GCC unroll 2") for (int lane = 0; lane < PAIR; lane++) {
                quad *of = w[lane], *last = &of[(i + 3) & 3];
                if (i < 4) {
                    of[i] = (quad)__builtin_shuffle(*(const loose_bytes *)(from[lane] + at + 16 * i), big_endian);
                } else {
                    quad sum = SHA(msg1, INT(of[i & 3]), INT(of[(i + 1) & 3])) + __builtin_shuffle(of[(i + 2) & 3], *last, (quad){1, 2, 3, 4});
                    of[i & 3] = SHA(msg2, INT(sum), INT(*last));
                }
                quad added = of[i & 3] + *(const loose_quad *)&K[4 * i];
                second[lane] = SHA(rnds2, INT(second[lane]), INT(first[lane]), INT(added));
                first[lane] = SHA(rnds2, INT(first[lane]), INT(second[lane]), INT(__builtin_shuffle(added, (quad){2, 3, 2, 3})));
            }
        }
        for (int lane = 0; lane < PAIR; lane++) {
            first[lane] += before[lane][0];
            second[lane] += before[lane][1];
        }
    }
    for (int lane = 0; lane < PAIR; lane++) {
        for (int i = 0; i < 2; i++) {
            state[i][lane] = first[lane][3 - i];
            state[2 + i][lane] = second[lane][3 - i];
            state[4 + i][lane] = first[lane][1 - i];
            state[6 + i][lane] = second[lane][1 - i];
        }
    }
}

static void cpuid(u32 leaf, u32 *a, u32 *b, u32 *c, u32 *d) {
    __asm__ volatile("cpuid" : "=a"(*a), "=b"(*b), "=c"(*c), "=d"(*d) : "a"(leaf), "c"(0));
}

static struct way here(void) {
    const struct way plain = {hash_sse2, LANES, 0};
    u32 a, b, c, d, low, high, extensions;
    cpuid(0, &a, &b, &c, &d);
    if (a < 7) return plain;
    cpuid(1, &a, &b, &extensions, &d);
    cpuid(7, &a, &b, &c, &d);
    if (b >> 29 & 1 && extensions >> 19 & 1) return (struct way){hash_sha, PAIR, 1};
    if (!(extensions >> 27 & 1)) return plain; /* the kernel does not keep the registers */
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    if ((low & 6) != 6 || !(b >> 5 & 1)) return plain;
    return (struct way){(low & 0xe0) == 0xe0 && b >> 16 & 1 && b >> 31 ? hash_avx512 : hash_avx2, LANES, 1};
}
#else
HASHER(hash_plain, AS_A_LOOP, optimize("Os"))

static struct way here(void) { return (struct way){hash_plain, LANES, 0}; }
#endif

struct lane {
    struct piece *piece; /* 0 when there is nothing to do */
    const u8 *from;
    u64 left;       /* blocks from there on */
    u64 tail_left;  /* blocks of the tail that come after them */
    u8 tail[2 * BLOCK]; /* the last bytes with what FIPS 180-4 puts behind them */
};

static void begin(struct lane *lane, struct piece *piece, u8 *base, u32 (*state)[LANES], int column) {
    u64 rest = piece->length % BLOCK, bits = (piece->before + piece->length) * 8;
    lane->piece = piece;
    lane->from = base + piece->at;
    lane->left = piece->length / BLOCK;
    lane->tail_left = piece->more ? 0 : rest < BLOCK - 8 ? 1 : 2;
    for (int word = 0; word < 8; word++) state[word][column] = piece->before ? piece->state[word] : FIRST[word];
    for (u64 i = 0; i < 2 * BLOCK; i++) lane->tail[i] = i < rest ? lane->from[lane->left * BLOCK + i] : i == rest ? 0x80 : 0;
    for (int i = 0; i < 8; i++) lane->tail[(lane->tail_left == 2 ? 2 : 1) * BLOCK - 1 - i] |= lane->tail_left ? (u8)(bits >> (8 * i)) : 0;
}

/* Goes on to the tail, or ends the piece when there is none any more. */
static void proceed(struct lane *lane, u32 (*state)[LANES], int column) {
    if (lane->left) return;
    lane->from = lane->tail;
    lane->left = lane->tail_left;
    lane->tail_left = 0;
    if (lane->left) return;
    for (int word = 0; word < 8; word++) lane->piece->state[word] = state[word][column];
    lane->piece = 0;
}

static void hash(struct piece *pieces, s64 count, u8 *base, struct way way) {
    struct lane lanes[LANES];
    u32 state[8][LANES] __attribute__((aligned(64))) = {0};
    s64 next = 0;
    for (int i = 0; i < way.lanes; i++) lanes[i].piece = 0;
    for (;;) {
        const u8 *from[LANES];
        u64 blocks = 0;
        int some = 0;
        for (int i = 0; i < way.lanes; i++) {
            while (!lanes[i].piece && next < count) {
                begin(&lanes[i], &pieces[next++], base, state, i);
                proceed(&lanes[i], state, i);
            }
            if (lanes[i].piece && (!blocks || lanes[i].left < blocks)) {
                blocks = lanes[i].left;
                some = i;
            }
        }
        if (!blocks) return;
        for (int i = 0; i < way.lanes; i++) from[i] = lanes[lanes[i].piece ? i : some].from; /* an idle lane hashes anything */
        way.take((vector *)state, from, blocks);
        for (int i = 0; i < way.lanes; i++) {
            if (lanes[i].piece) {
                lanes[i].from += blocks * BLOCK;
                lanes[i].left -= blocks;
                proceed(&lanes[i], state, i);
            }
        }
    }
}

/*
 * static native int hash(ByteBuffer buffer, int at, int count): hashes the pieces that are described from an offset on: their number, or
 * -1 for what is no such buffer. With a count of 0 it is 1 where that is of use, else 0.
 */
__attribute__((visibility("default"))) int Java_dev_jbuild_exec_calls_KernelCalls_hash(void *const **env, void *type, void *buffer, int at,
                                                                                     int count) {
    void *(*address)(void *, void *) = (void *(*)(void *, void *))(*env)[GET_ADDRESS];
    s64 (*capacity)(void *, void *) = (s64(*)(void *, void *))(*env)[GET_CAPACITY];
    const struct way way = here();
    (void)type;
    if (!count) return way.of_use;
    u8 *base = address(env, buffer);
    u64 size = (u64)capacity(env, buffer);
    if (!base || at < 0 || at % 8 || count < 0 || (u64)at + (u64)count * sizeof(struct piece) > size) return -1;
    struct piece *pieces = (struct piece *)(base + at);
    for (s64 i = 0; i < count; i++) {
        const struct piece *piece = &pieces[i];
        if (piece->length > size || piece->at > size - piece->length || piece->before % BLOCK || (piece->more && piece->length % BLOCK)) return -1;
    }
    hash(pieces, count, base, way);
    return count;
}
