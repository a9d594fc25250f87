#include <stdio.h>
#include <zlib.h>

int main(void) {
    unsigned char block[4096];
    unsigned long sum = crc32(0, Z_NULL, 0);
    for (size_t n; (n = fread(block, 1, sizeof block, stdin)) > 0;)
        sum = crc32(sum, block, n);
    printf("%08lx\n", sum);
    return 0;
}
