/* Asks the agent whose socket is the first argument for something and reads the answer; exit status 0 when there was one. Freestanding, x86-64. */
static long call(long n, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

enum { READ = 0, WRITE = 1, SOCKET = 41, CONNECT = 42, EXIT = 231, AF_UNIX = 1, SOCK_STREAM = 1 };

__asm__(".globl _start\n_start: mov %rsp, %rdi\n and $-16, %rsp\n call start\n");

__attribute__((used, noreturn)) void start(const long *stack) {
    struct { short family; char path[108]; } address = {AF_UNIX, {0}};
    char answer[256];
    const char *path = (const char *)stack[2];
    for (int i = 0; i < 107 && path[i]; i++) ((volatile char *)address.path)[i] = path[i];
    long s = call(SOCKET, AF_UNIX, SOCK_STREAM, 0);
    long failed = call(CONNECT, s, (long)&address, sizeof address);
    if (!failed) call(WRITE, s, (long)"\0\0\0\1\13", 5); /* which keys there are */
    long n = 0, more = failed ? 0 : 1;
    while (n <= 8 && more > 0) n += more = call(READ, s, (long)answer, sizeof answer);
    for (;;) call(EXIT, n > 8 ? 0 : 1, 0, 0);
}
