/* thumbnail FORMAT < picture > picture: at most 64 dots wide and high */
#include <stdio.h>
#include <stdlib.h>
#include <wand/MagickWand.h>

int main(int argc, char **argv) {
    size_t size = 0, room = 1 << 16, part;
    unsigned char *data = malloc(room);
    while ((part = fread(data + size, 1, room - size, stdin)) > 0)
        if ((size += part) == room)
            data = realloc(data, room *= 2);
    MagickWandGenesis();
    MagickWand *wand = NewMagickWand();
    if (argc < 2 || MagickReadImageBlob(wand, data, size) == MagickFalse)
        return 1;
    double width = MagickGetImageWidth(wand), height = MagickGetImageHeight(wand);
    double scale = 64 / (width > height ? width : height);
    MagickResizeImage(wand, width * scale, height * scale, LanczosFilter, 1.0);
    MagickStripImage(wand);
    if (MagickSetImageFormat(wand, argv[1]) == MagickFalse)
        return 1;
    unsigned char *made = MagickGetImageBlob(wand, &size);
    return made == NULL || fwrite(made, 1, size, stdout) != size;
}
