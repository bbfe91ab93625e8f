/* One pass over the text. The last sound of a Hangul syllable is in its code; a digit is read in Korean; of a
 * Latin word the usual Korean reading is guessed from its ending, which a table of endings does well for
 * names. */
#include "po/particle.h"

#include <ctype.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum sound { SOUND_UNKNOWN, SOUND_VOWEL, SOUND_RIEUL, SOUND_CONSONANT };

struct pair {
	const char *written;
	const char *after_vowel, *after_consonant;
	bool rieul_is_vowel; /* (으)로: 서울로, as after a vowel */
};

static const struct pair pairs[] = {
    {"을(를)", "를", "을", false}, {"이(가)", "가", "이", false},  {"은(는)", "는", "은", false},
    {"와(과)", "와", "과", false}, {"(으)로", "로", "으로", true},
};

/* Endings of Latin words, longest first: main 메인, lock 락, pool 풀, map 맵; but loop 루프, heartbeat 하트비트. */
static const struct {
	const char *ending;
	enum sound sound;
} endings[] = {
    {"check", SOUND_VOWEL},  {"exit", SOUND_VOWEL},   {"oop", SOUND_VOWEL},    {"ait", SOUND_VOWEL},
    {"eat", SOUND_VOWEL},    {"oat", SOUND_VOWEL},    {"eet", SOUND_VOWEL},    {"oot", SOUND_VOWEL},
    {"out", SOUND_CONSONANT}, {"put", SOUND_CONSONANT}, {"ck", SOUND_CONSONANT}, {"ng", SOUND_CONSONANT},
    {"le", SOUND_RIEUL},     {"me", SOUND_CONSONANT}, {"ne", SOUND_CONSONANT},
    {"ic", SOUND_CONSONANT}, {"ok", SOUND_CONSONANT}, {"ap", SOUND_CONSONANT}, {"ep", SOUND_CONSONANT},
    {"ip", SOUND_CONSONANT}, {"op", SOUND_CONSONANT}, {"up", SOUND_CONSONANT}, {"at", SOUND_CONSONANT},
    {"et", SOUND_CONSONANT}, {"it", SOUND_CONSONANT}, {"ot", SOUND_CONSONANT}, {"ab", SOUND_CONSONANT},
    {"eb", SOUND_CONSONANT}, {"ob", SOUND_CONSONANT}, {"l", SOUND_RIEUL},      {"m", SOUND_CONSONANT},
    {"n", SOUND_CONSONANT},
};

/* 영 일 이 삼 사 오 육 칠 팔 구. */
static const enum sound digits[] = {
    SOUND_CONSONANT, SOUND_RIEUL,     SOUND_VOWEL, SOUND_CONSONANT, SOUND_VOWEL,
    SOUND_VOWEL,     SOUND_CONSONANT, SOUND_RIEUL, SOUND_RIEUL,     SOUND_VOWEL,
};

/* The sound of the Latin word that ends before `end`. */
static enum sound sound_of_word(const char *text, const char *end)
{
	char word[16];
	size_t i, length = 0;

	while (end - length > text && length < sizeof(word) - 1 &&
	       isalpha((unsigned char)end[-(ptrdiff_t)length - 1]))
		length++;
	for (i = 0; i < length; i++)
		word[i] = (char)tolower((unsigned char)end[(ptrdiff_t)i - (ptrdiff_t)length]);
	word[length] = '\0';
	if (length == 1 && word[0] == 'r')
		return SOUND_RIEUL; /* the letter's name, 알 */
	for (i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t size = strlen(endings[i].ending);

		if (size <= length && strcmp(word + length - size, endings[i].ending) == 0)
			return endings[i].sound;
	}
	return SOUND_VOWEL;
}

/* The last sound before `end`; closing quotes and brackets are passed over. */
static enum sound last_sound(const char *text, const char *end)
{
	uint32_t code;

	while (end > text && strchr("\"'`)]>}", end[-1]) != NULL)
		end--;
	if (end == text)
		return SOUND_UNKNOWN;
	if (isdigit((unsigned char)end[-1]))
		return digits[end[-1] - '0'];
	if (isalpha((unsigned char)end[-1]))
		return sound_of_word(text, end);
	if (end - text < 3 || ((unsigned char)end[-3] & 0xf0) != 0xe0)
		return SOUND_UNKNOWN;
	code = ((uint32_t)(unsigned char)end[-3] & 0xf) << 12 |
	       ((uint32_t)(unsigned char)end[-2] & 0x3f) << 6 | ((uint32_t)(unsigned char)end[-1] & 0x3f);
	if (code < 0xac00 || code > 0xd7a3)
		return SOUND_UNKNOWN;
	code = (code - 0xac00) % 28; /* the final consonant's number: 0 none, 8 rieul */
	return code == 0 ? SOUND_VOWEL : code == 8 ? SOUND_RIEUL : SOUND_CONSONANT;
}

/* The pair that is written at `at`, or NULL. */
static const struct pair *pair_at(const char *at)
{
	size_t i;

	for (i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (strncmp(at, pairs[i].written, strlen(pairs[i].written)) == 0)
			return &pairs[i];
	return NULL;
}

void particle_settle(char *text)
{
	const char *from = text;
	char *to = text;

	while (*from != '\0') {
		const struct pair *pair = pair_at(from);
		enum sound sound = pair != NULL ? last_sound(text, to) : SOUND_UNKNOWN;
		const char *chosen;

		if (sound == SOUND_UNKNOWN) {
			*to++ = *from++;
			continue;
		}
		chosen = sound == SOUND_CONSONANT || (sound == SOUND_RIEUL && !pair->rieul_is_vowel)
			     ? pair->after_consonant
			     : pair->after_vowel;
		memcpy(to, chosen, strlen(chosen));
		to += strlen(chosen);
		from += strlen(pair->written);
	}
	*to = '\0';
}
