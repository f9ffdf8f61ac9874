/*
 * The syscall program runner: carries out a list of system calls that it reads from its standard input.
 *
 * Freestanding: no libc, no writable data of its own, no allocation. What is called, with what, and which errors are fine is
 * all in the program (dev.jbuild.exec.program builds it); the meaning of the structures is written down in both places.
 *
 *   runner            copies itself into a sealed memory file and executes that, so that no process that gets hold of
 *                     /proc/PID/exe can change what a later step would execute
 *   runner sealed     reads the program and carries it out; standard input stays open behind it
 *   runner from FILE  reads the program from a file: for programs whose standard input is another's
 *
 * A program may leave room for another, which is read from standard input only when it is reached: SWITCH goes on in the other of
 * the two. Both have the same slots.
 *
 * Exit status: what the program says; 125 when a call failed, after {operation, errno} was written to the report descriptor, where
 * operations of the other program count from 2^32;
 * 126 when there was no program to carry out; 124 when the sealed copy could not be executed.
 */
typedef unsigned int u32;
typedef unsigned long u64;
typedef long s64;

enum { CALL_FAILED = 125, NO_PROGRAM = 126, NOT_SEALED = 124 };

#define BASE 0x200000000UL          /* where programs are mapped; addresses in them are absolute */
#define MAGIC 0x32474f52504c4243UL  /* "CBLPROG2" */
#define OTHER_BASE 0x210000000UL    /* where the other program is mapped */
#define OTHER_OPERATIONS (1UL << 32)
#define MAX_BYTES (64UL << 20)      /* 64 MiB: the largest program */
#define SLOTS 256

struct operation {
    u64 call;          /* number of a system call, or one of those below */
    u64 flags;         /* bit 0..5: that argument is the number of a slot; the others below; bit 16..23: the slot of the result;
                          bit 24..26: with EACH: the argument that counts */
    u64 accepted;      /* up to four errnos, 16 bits each, that are no failure */
    u64 jump_if;       /* with JUMP: the result at which to go on with jump_to */
    u64 jump_to;
    u64 argument[6];
};

enum { ACCEPT_ALL = 1 << 6, STORE_RESULT = 1 << 7, JUMP = 1 << 8, EACH = 1 << 9 };

/* What is no system call. */
enum {
    NOTHING = 0x10000,     /* (value): that value, as if it were a call's result; 0 without one */
    EXIT_WITH = 0x10001,   /* (address of a wait status): ends with that status, 128 + n for signal n */
    FAIL_WITH = 0x10002,   /* (errno): fails */
    PUT = 0x10003,         /* (address, value): stores 8 bytes */
    SWITCH = 0x10004       /* (): goes on in the other program, at its beginning or behind its SWITCH */
};

struct program {
    u64 magic;
    u64 bytes;         /* of all, this header included */
    u64 operations;
    u64 report_slot;   /* the slot with the descriptor that hears of a failure */
    struct operation operation[];
};

#if defined(__x86_64__)
enum { READ = 0, WRITE = 1, CLOSE = 3, MMAP = 9, FCNTL = 72, EXIT_GROUP = 231, OPENAT = 257, MEMFD_CREATE = 319, EXECVEAT = 322 };

static inline s64 call6(u64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    s64 result;
    register u64 r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call start\n");
#elif defined(__aarch64__)
enum { FCNTL = 25, OPENAT = 56, CLOSE = 57, READ = 63, WRITE = 64, EXIT_GROUP = 94, MMAP = 222, MEMFD_CREATE = 279, EXECVEAT = 281 };

static inline s64 call6(u64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    register u64 x8 __asm__("x8") = n;
    register s64 x0 __asm__("x0") = (s64)a;
    register u64 x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

__asm__(".globl _start\n_start: mov x29, #0\n mov x30, #0\n mov x0, sp\n bl start\n");
#else
#error "the runner is written for x86-64 and arm64"
#endif

enum { CLOSE_RANGE = 436 };

extern const char __ehdr_start[]; /* of the linker: this file in memory, from its first byte */

enum { SEGMENT_BYTES = 64 + 32 }; /* where an ELF header is followed by the p_filesz of the first program header, which is all */

__attribute__((noreturn)) static void leave(u64 status) {
    for (;;) call6(EXIT_GROUP, status, 0, 0, 0, 0, 0);
}

__attribute__((noreturn)) static void fail(const struct program *p, const u64 *slot, u64 operation, u64 error) {
    u64 report[2] = {operation, error};
    call6(WRITE, slot[p->report_slot % SLOTS], (u64)report, sizeof report, 0, 0, 0);
    leave(CALL_FAILED);
}

/* Executes a copy of this file that nobody can change. Its descriptors are certain, as all others are closed first. */
__attribute__((noreturn)) static void seal(u64 environment) {
    static const char name[] = "jbuild-runner", sealed[] = "sealed", copy[] = "/proc/self/fd/3";
    const char *const arguments[] = {name, sealed, 0};
    u64 length = *(const u64 *)(__ehdr_start + SEGMENT_BYTES);
    call6(CLOSE_RANGE, 3, ~0U, 0, 0, 0, 0); /* a kernel without it: the JVM closed them, too */
    s64 file = call6(MEMFD_CREATE, (u64)name, 0x1 | 0x2 | 0x10, 0, 0, 0, 0); /* CLOEXEC, ALLOW_SEALING, EXEC (Linux 6.3) */
    if (file < 0) file = call6(MEMFD_CREATE, (u64)name, 0x1 | 0x2, 0, 0, 0, 0);
    if (file != 3 || call6(WRITE, 3, (u64)__ehdr_start, length, 0, 0, 0) != (s64)length) leave(NOT_SEALED);
    if (call6(FCNTL, 3, 1033, 0x1 | 0x2 | 0x4 | 0x8, 0, 0, 0) != 0) leave(NOT_SEALED); /* F_ADD_SEALS: SEAL SHRINK GROW WRITE */
    s64 reading = call6(OPENAT, 0, (u64)copy, 02000000, 0, 0, 0); /* O_RDONLY: what is open for writing cannot be executed */
    call6(CLOSE, 3, 0, 0, 0, 0, 0);
    if (reading >= 0) call6(EXECVEAT, reading, (u64)(copy + sizeof copy - 1), (u64)arguments, environment, 0x1000, 0);
    leave(NOT_SEALED);
}

static void read_all(u64 from, u64 to, u64 length) {
    while (length > 0) {
        s64 n = call6(READ, from, to, length, 0, 0, 0);
        if (n <= 0) leave(NO_PROGRAM);
        to += (u64)n;
        length -= (u64)n;
    }
}

static const struct program *load(u64 from, u64 base) {
    struct program header;
    read_all(from, (u64)&header, sizeof header);
    if (header.magic != MAGIC || header.bytes < sizeof header || header.bytes > MAX_BYTES) leave(NO_PROGRAM);
    /* PROT_READ | PROT_WRITE; MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED_NOREPLACE */
    if (call6(MMAP, base, header.bytes, 3, 0x100022, ~0UL, 0) != (s64)base) leave(NO_PROGRAM);
    struct program *p = (struct program *)base;
    *p = header;
    read_all(from, base + sizeof header, header.bytes - sizeof header);
    return p;
}

static int accepts(const struct operation *o, u64 error) {
    u64 accepted = o->accepted;
    if (o->flags & ACCEPT_ALL) return 1;
    for (; accepted; accepted >>= 16)
        if ((accepted & 0xffff) == error) return 1;
    return 0;
}

static s64 carry_out(const struct operation *o, const u64 *a) {
    if (o->call == NOTHING) return (s64)a[0];
    if (o->call == FAIL_WITH) return -(s64)a[0];
    if (o->call == PUT) {
        *(volatile u64 *)a[0] = a[1];
        return 0;
    }
    if (o->call == EXIT_WITH) {
        u32 status = *(const volatile u32 *)a[0];
        leave(status & 0x7f ? 128 + (status & 0x7f) : status >> 8 & 0xff);
    }
    return call6(o->call, a[0], a[1], a[2], a[3], a[4], a[5]);
}

/* One call for each bit b of the last argument, in which the argument that counts is what it was, plus b; 0 when none fails. */
static s64 carry_out_each(const struct operation *o, u64 *a) {
    u64 counting = (o->flags >> 24 & 7) % 5, first = a[counting], bits = a[5];
    a[5] = 0;
    for (u64 b = 0; b < 64; b++) {
        a[counting] = first + b;
        s64 result = bits >> b & 1 ? carry_out(o, a) : 0;
        if (result < 0 && result > -4096 && !accepts(o, (u64)-result)) return result;
    }
    return 0;
}

__attribute__((used, noreturn)) void start(const u64 *stack) {
    u64 slot[SLOTS], at = 0, other_at = 0;
    if (stack[0] < 2) seal((u64)(stack + stack[0] + 2));
    s64 from = stack[0] < 3 ? 0 : call6(OPENAT, 0, stack[3], 02000000, 0, 0, 0); /* O_RDONLY of the second argument */
    if (from < 0) leave(NO_PROGRAM);
    const struct program *p = load((u64)from, BASE), *other = 0;
    for (u64 i = 0; i < SLOTS; i++) ((volatile u64 *)slot)[i] = 0;
    while (at < p->operations) {
        const struct operation *o = &p->operation[at];
        if (o->call == SWITCH) {
            const struct program *next = other ? other : load(0, OTHER_BASE);
            u64 next_at = other_at;
            other = p;
            other_at = at + 1;
            p = next;
            at = next_at;
            continue;
        }
        u64 argument[6];
        for (u64 i = 0; i < 6; i++) argument[i] = o->flags >> i & 1 ? slot[o->argument[i] % SLOTS] : o->argument[i];
        s64 result = o->flags & EACH ? carry_out_each(o, argument) : carry_out(o, argument);
        int jumps = o->flags & JUMP && result == (s64)o->jump_if;
        if (result < 0 && result > -4096 && !jumps && !accepts(o, (u64)-result)) fail(p, slot, (u64)p == BASE ? at : OTHER_OPERATIONS + at, (u64)-result);
        if (o->flags & STORE_RESULT) slot[o->flags >> 16 & 0xff] = (u64)result;
        at = jumps ? o->jump_to : at + 1;
    }
    leave(0);
}
