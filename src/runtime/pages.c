/* Pieces come from mmap: zeroed, and given back at once. A huge one is cut out of twice as much, so that it is aligned, with a
 * forbidden page left below it; whether it is one page is the system's to decide, and nothing depends on it. */
#include "runtime/pages.h"

#include <stdint.h>
#include <sys/mman.h>

enum { LINE = 64, GROWTH = 16, FORBIDDEN = 64 * 1024 /* a page at the least, wherever we run */ };

struct arena_piece {
	struct arena_piece *older;
	size_t size, used;
};

static char *map(size_t size, int access)
{
	char *memory = mmap(NULL, size, access, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	return memory != MAP_FAILED ? memory : NULL;
}

static char *map_huge(void)
{
	char *memory = map(2 * PAGES_HUGE + FORBIDDEN, PROT_NONE);
	if (memory == NULL)
		return NULL;
	char *end = memory + 2 * PAGES_HUGE + FORBIDDEN, *least = memory + FORBIDDEN;
	char *huge = least + (PAGES_HUGE - (uintptr_t)least % PAGES_HUGE) % PAGES_HUGE;
	if (huge > least)
		munmap(memory, (size_t)(huge - least));
	munmap(huge + PAGES_HUGE, (size_t)(end - huge) - PAGES_HUGE);
	if (mprotect(huge, PAGES_HUGE, PROT_READ | PROT_WRITE) != 0) {
		pages_unmap(huge, PAGES_HUGE);
		return NULL;
	}
	madvise(huge, PAGES_HUGE, MADV_HUGEPAGE);
	return huge;
}

char *pages_map(size_t size)
{
	if (size == PAGES_HUGE)
		return map_huge();
	char *memory = map(size, PROT_READ | PROT_WRITE);
	if (memory != NULL)
		madvise(memory, size, MADV_NOHUGEPAGE);
	return memory;
}

void pages_unmap(char *memory, size_t size)
{
	size_t below = size == PAGES_HUGE ? FORBIDDEN : 0;
	munmap(memory - below, size + below);
}

static size_t whole_lines(size_t size)
{
	return (size + LINE - 1) / LINE * LINE;
}

static struct arena_piece *add_piece(struct arena *arena)
{
	size_t size = arena->pieces == NULL ? ARENA_FIRST : arena->pieces->size * GROWTH;
	if (size > PAGES_HUGE)
		size = PAGES_HUGE;
	struct arena_piece *piece = (struct arena_piece *)(void *)pages_map(size);
	if (piece == NULL)
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
		pages_unmap((char *)piece, piece->size);
	}
}
