/* Pieces come from mmap, zeroed. A page that is brought in by itself costs half as much again as one among
 * many. */
#include "runtime/arena.h"

#include <sys/mman.h>

enum {
	LINE = 64,
#ifdef IL_TEST_CONSTANTS
	FIRST = 4 * 1024, /* bytes of the first piece */
#else
	FIRST = 16 * 1024,
#endif
	LARGEST = 16 * FIRST,
};

struct arena_piece {
	struct arena_piece *older;
	size_t size, used;
};

static size_t whole_lines(size_t size)
{
	return (size + LINE - 1) / LINE * LINE;
}

static struct arena_piece *add_piece(struct arena *arena)
{
	size_t size = arena->pieces == NULL ? FIRST : arena->pieces->size * 2;
	if (size > LARGEST)
		size = LARGEST;
	struct arena_piece *piece =
	    mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	if (piece == MAP_FAILED)
		return NULL;
	*piece = (struct arena_piece){.older = arena->pieces, .size = size, .used = whole_lines(sizeof *piece)};
	arena->pieces = piece;
	return piece;
}

void *arena_take(struct arena *arena, size_t size)
{
	struct arena_piece *piece = arena->pieces;
	if ((piece == NULL || piece->size - piece->used < size) && (piece = add_piece(arena)) == NULL)
		return NULL;
	char *memory = (char *)piece + piece->used;
	piece->used += whole_lines(size);
	return memory;
}

void arena_fini(struct arena *arena)
{
	while (arena->pieces != NULL) {
		struct arena_piece *piece = arena->pieces;
		arena->pieces = piece->older;
		munmap(piece, piece->size);
	}
}
