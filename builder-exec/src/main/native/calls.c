/*
 * System calls in batches, inside the JVM: carries out a list of calls that stands at the start of a direct buffer, and writes
 * each result beside its call. For walking and reading many small files, where one JNI call for each system call would cost more
 * than the kernel does.
 *
 * Freestanding: no libc, no data, no allocation. The buffer and what its addresses may reach are the caller's
 * (dev.jbuild.exec.calls builds it); the meaning of the structure is written down in both places.
 */
typedef unsigned long u64;
typedef long s64;

enum { CANCELED = 125 };            /* ECANCELED: a call that another one's failure made pointless */
enum { GET_ADDRESS = 230, GET_CAPACITY = 231 }; /* GetDirectBufferAddress, GetDirectBufferCapacity in the table of JNI */

struct call {
    u64 number;       /* of the system call */
    u64 flags;        /* bit i: argument i is an offset into the buffer; bit 8 + i: it is the number of an earlier call, whose result is meant */
    s64 result;       /* as the kernel gives it: minus an errno when it failed */
    u64 argument[6];
};

enum { STAND_IN = 16 };             /* SIGSTKFLT: the JVM hands it on to Java, and nothing of today sends it */

#if defined(__x86_64__)
enum { GETPID = 39, KILL = 62 };

static inline s64 call6(u64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    s64 result;
    register u64 r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { GETPID = 172, KILL = 129 };

static inline s64 call6(u64 n, u64 a, u64 b, u64 c, u64 d, u64 e, u64 f) {
    register u64 x8 __asm__("x8") = n;
    register s64 x0 __asm__("x0") = (s64)a;
    register u64 x1 __asm__("x1") = b, x2 __asm__("x2") = c, x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}
#else
#error "the calls are written for x86-64 and arm64"
#endif

/* Fills the arguments; 0 when one of them is the result of a call that failed. */
static int arguments(const struct call *calls, s64 at, u64 base, u64 *argument) {
    const struct call *c = &calls[at];
    for (int i = 0; i < 6; i++) {
        u64 value = c->argument[i];
        if (c->flags >> i & 1) {
            value += base;
        } else if (c->flags >> (8 + i) & 1) {
            if (value >= (u64)at || calls[value].result < 0) return 0;
            value = (u64)calls[value].result;
        }
        argument[i] = value;
    }
    return 1;
}

/* static native int carryOut(ByteBuffer calls, int count): the number of calls that were looked at, -1 for what is no such buffer. */
__attribute__((visibility("default"))) int Java_dev_jbuild_exec_calls_KernelCalls_carryOut(void *const **env, void *type, void *buffer,
                                                                                         int count) {
    void *(*address)(void *, void *) = (void *(*)(void *, void *))(*env)[GET_ADDRESS];
    s64 (*capacity)(void *, void *) = (s64(*)(void *, void *))(*env)[GET_CAPACITY];
    struct call *calls = address(env, buffer);
    u64 argument[6];
    (void)type;
    if (!calls || count < 0 || (s64)count * (s64)sizeof(struct call) > capacity(env, buffer)) return -1;
    for (s64 i = 0; i < count; i++) {
        calls[i].result = arguments(calls, i, (u64)calls, argument)
                              ? call6(calls[i].number, argument[0], argument[1], argument[2], argument[3], argument[4], argument[5])
                              : -CANCELED;
    }
    return count;
}

/* A handler for a signal that the JVM keeps to itself: the process gets another in its place. */
static void stand_in(int number) {
    (void)number;
    call6(KILL, (u64)call6(GETPID, 0, 0, 0, 0, 0, 0), STAND_IN, 0, 0, 0, 0);
}

/* static native long standIn(): the address of that handler. */
__attribute__((visibility("default"))) s64 Java_dev_jbuild_exec_calls_KernelCalls_standIn(void *const **env, void *type) {
    (void)env;
    (void)type;
    return (s64)stand_in;
}
