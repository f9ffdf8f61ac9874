/*
 * Hashes the same messages in every way that lanes.c has, and prints a line "WAY NUMBER HASH" for each; a way that this processor does not
 * have prints none. Message n has n bytes, of which byte i is 7 n + 13 i.
 */
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../main/native/lanes.c"

enum { MESSAGES = 300, ROOM = MESSAGES * MESSAGES };

static u8 room[ROOM];
static struct piece pieces[MESSAGES];

static void print(const char *name, struct way way) {
    for (int n = 0; n < MESSAGES; n++) pieces[n] = (struct piece){.at = (u64)n * MESSAGES, .length = n};
    hash(pieces, MESSAGES, room, way);
    for (int n = 0; n < MESSAGES; n++) {
        printf("%s %d ", name, n);
        for (int word = 0; word < 8; word++) printf("%08x", pieces[n].state[word]);
        puts("");
    }
    fflush(stdout);
}

int main(void) {
    static const struct {
        const char *name;
        struct way way;
    } ways[] = {
#if defined(__x86_64__)
        {"sse2", {hash_sse2, LANES, 0}}, {"avx2", {hash_avx2, LANES, 1}}, {"avx512", {hash_avx512, LANES, 1}}, {"sha", {hash_sha, PAIR, 1}},
#else
        {"plain", {hash_plain, LANES, 0}},
#endif
    };
    for (int n = 0; n < MESSAGES; n++)
        for (int i = 0; i < n; i++) room[n * MESSAGES + i] = (u8)(7 * n + 13 * i);
    for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++) {
        if (!fork()) {
            print(ways[i].name, ways[i].way);
            _exit(0);
        }
        wait(0); /* SIGILL where it is not here */
    }
    print("here", here());
    return 0;
}
