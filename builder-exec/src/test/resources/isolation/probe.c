/*
 * Tells what becomes of every system call with null arguments. Freestanding; built by the test, for x86-64 and for i386.
 *
 *   probe            one line for each number from 0 to 462, and for two of the table that x32 has on x86-64: "ok", the errno,
 *                    "signal N" or "blocks"
 *   probe hello      "hello" and the size of a pointer: that programs of this kind run at all
 *   probe N A B      the result of call N with these two arguments, all decimal
 *
 * Each call is made by a child of its own, as some end it and some wait for ever. A child waits for ever when it has been asleep, as
 * /proc says, each of 40 times that it was looked at: one that has not come to its call on a busy machine, or that waits for a disk,
 * is not asleep.
 */
#if defined(__x86_64__)
#define POINTER "8"
enum { WRITE = 1, OPEN = 2, PIPE = 22, NANOSLEEP = 35, FORK = 57, EXIT = 231, WAIT4 = 61, KILL = 62, READ = 0, CLOSE = 3, SETPGID = 109 };

static long call(long n, long a, long b, long c) {
    long result;
    register long r10 __asm__("r10") = 0, r8 __asm__("r8") = 0, r9 __asm__("r9") = 0;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9) : "rcx", "r11", "memory");
    return result;
}

__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call start\n");
#elif defined(__i386__)
#define POINTER "4"
enum { WRITE = 4, OPEN = 5, PIPE = 42, NANOSLEEP = 162, FORK = 2, EXIT = 252, WAIT4 = 114, KILL = 37, READ = 3, CLOSE = 6, SETPGID = 57 };

static long call(long n, long a, long b, long c) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(n), "b"(a), "c"(b), "d"(c), "S"(0), "D"(0) : "memory");
    return result;
}

__asm__(".globl _start\n_start: mov %esp, %eax\n push %eax\n call start\n");
#else
#error "the probe is written for x86-64 and i386"
#endif

enum { X32 = 0x40000000, LAST = 462, LOOKS = 40, TURNS = 30000, NO_HANG = 1 };

static void text(const char *s) {
    long n = 0;
    while (s[n]) n++;
    call(WRITE, 1, (long)s, n);
}

/* The decimal digits of a number, at the end of what is given; returns where they begin. */
static char *digits(long n, char *end) {
    *--end = 0;
    do {
        *--end = (char)('0' + n % 10);
        n /= 10;
    } while (n);
    return end;
}

static void number(long n) {
    char room[24];
    text(digits(n, room + sizeof room));
}

static char *append(char *to, const char *s) {
    while (*s) *to++ = *s++;
    *to = 0;
    return to;
}

/* Whether a process is asleep, by the state that follows its name in /proc. */
static int asleep(long child) {
    char path[64], room[24], stat[64];
    append(append(append(path, "/proc/"), digits(child, room + sizeof room)), "/stat");
    long file = call(OPEN, (long)path, 0, 0);
    if (file < 0) return 0;
    long n = call(READ, file, (long)stat, sizeof stat);
    call(CLOSE, file, 0, 0);
    for (long i = 0; i + 2 < n; i++)
        if (stat[i] == ')') return stat[i + 2] == 'S';
    return 0;
}

static void pause_1ms(void) {
    long time[2] = {0, 1000000};
    call(NANOSLEEP, (long)time, 0, 0);
}

/* What the child tells: its result, or nothing when the call ended it or waits. */
static void tell(const long *result, long told, long waited, long status) {
    if (told == sizeof *result) {
        if (*result < 0 && *result > -4096) {
            text("errno ");
            number(-*result);
        } else {
            text("ok");
        }
    } else if (waited == 0) {
        text("blocks");
    } else if (status & 0x7f) {
        text("signal ");
        number(status & 0x7f);
    } else {
        text("ends");
    }
    text("\n");
}

static void probe(long n) {
    int ends[2];
    call(PIPE, (long)ends, 0, 0);
    long child = call(FORK, 0, 0, 0);
    if (child == 0) {
        call(SETPGID, 0, 0, 0);
        long result = call(n, 0, 0, 0);
        call(WRITE, ends[1], (long)&result, sizeof result);
        for (;;) call(EXIT, 0, 0, 0);
    }
    call(CLOSE, ends[1], 0, 0);
    int status = 0;
    long waited = 0;
    for (int turn = 0, looks = 0; turn < TURNS && looks < LOOKS && waited == 0; turn++) {
        waited = call(WAIT4, child, (long)&status, NO_HANG);
        if (waited == 0) {
            pause_1ms();
            looks = asleep(child) ? looks + 1 : 0;
        }
    }
    call(KILL, -child, 9, 0);
    call(KILL, child, 9, 0);
    int ignored;
    if (waited == 0) call(WAIT4, child, (long)&ignored, 0);
    long result = 0;
    long told = call(READ, ends[0], (long)&result, sizeof result);
    call(CLOSE, ends[0], 0, 0);
    text("call ");
    number(n);
    text(" ");
    tell(&result, told, waited, status);
}

static long parsed(const char *s) {
    long sign = *s == '-' ? -1 : 1, n = 0;
    for (s += sign < 0; *s; s++) n = 10 * n + (*s - '0');
    return sign * n;
}

static void result(const char **arguments) {
    long n = call(parsed(arguments[0]), parsed(arguments[1]), parsed(arguments[2]), 0);
    text(n < 0 ? "-" : "");
    number(n < 0 ? -n : n);
    text("\n");
}

__attribute__((used, noreturn)) void start(const long *stack) {
    if (stack[0] == 4) {
        result((const char **)stack + 2);
    } else if (stack[0] > 1) {
        text("hello " POINTER "\n");
    } else {
        for (long n = 0; n <= LAST; n++) probe(n);
        probe(X32 | 39);  /* getpid */
        probe(X32 | 520); /* execve, with a number that only x32 has */
    }
    for (;;) call(EXIT, 0, 0, 0);
}
