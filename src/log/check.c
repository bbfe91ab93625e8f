/* Is every slot of a file what it claims to be?
 *
 * One walk from the first slot to the last, which trusts nothing: what it lets pass can be read by log_next
 * and log_text without a look at bounds, and every id, op and reference in it means something. A seal vouches
 * for the bytes of its chunk; the slots are checked all the same, for a file whose writer died has no seal at
 * its end. */
#include <stdlib.h>
#include <string.h>

#include "interleave/status.h"
#include "log/layout.h"

#define XX(code, number, name, message) +1
enum { STATUS_COUNT = 0 IL_STATUS_MAP(XX) }; /* the codes are 0, -1, -2, ... */
#undef XX

struct walk {
	const struct log *log;
	uint64_t written; /* slots that the writer committed */
	uint64_t end;     /* slots that are here: fewer, when the file was cut */
	uint8_t *heads;   /* a bit for each slot: a string begins there */
};

/* What a walk says of the thing at a slot. */
enum verdict { SOUND, FAULTY, CUT_OFF };

bool log_all_zero(const unsigned char *bytes, size_t size)
{
	return size == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0);
}

static bool ref_is_sound(const struct walk *walk, uint64_t slot, uint32_t ref)
{
	return ref == 0 || (ref < slot && (walk->heads[ref / 8] >> ref % 8 & 1));
}

/* Each object is made by an event of its own, so their numbers cannot run ahead of the slots. */
static bool id_is_sound(uint64_t slot, uint32_t id)
{
	return id == LOG_NONE || id < LOG_OBJECT_BASE || id - LOG_OBJECT_BASE < slot;
}

static bool event_is_sound(const struct walk *walk, uint64_t slot)
{
	const struct log_event *event = (const struct log_event *)log_slot(walk->log, slot);

	if (event->phase < LOG_ANNOUNCE || event->phase > LOG_DONE || event->op >= LOG_OP_COUNT)
		return false;
	if ((event->flags & ~LOG_FLAGS) || (event->flags & LOG_VALUE_KIND) > VALUE_ERROR)
		return false;
	if (event->result > 0 || event->result <= -STATUS_COUNT ||
	    (event->result && event->phase != LOG_DONE))
		return false;
	if (event->actor >= LOG_OBJECT_BASE || !id_is_sound(slot, event->object))
		return false;
	if (!ref_is_sound(walk, slot, event->site) || !ref_is_sound(walk, slot, event->text))
		return false;
	if (event->op == OP_OBJECT_NEW && (event->x < TYPE_MAIN || event->x >= LOG_TYPE_COUNT))
		return false;
	if (event->op == OP_PRINT)
		return event->via == LOG_NONE || ref_is_sound(walk, slot, event->via);
	return id_is_sound(slot, event->via);
}

/* *slots: how many the string at `slot` takes. */
static enum verdict check_string(uint64_t *slots, const struct walk *walk, uint64_t slot)
{
	const struct log_string *head = (const struct log_string *)log_slot(walk->log, slot);
	const unsigned char *text = log_slot(walk->log, slot) + offsetof(struct log_string, bytes);
	const size_t length = head->length;

	if (!log_all_zero(head->zero, sizeof head->zero) || length > LOG_STRING_MAX)
		return FAULTY;
	*slots = log_string_slots(head->length);
	if (slot % LOG_CHUNK_SLOTS + *slots > LOG_CHUNK_SLOTS || slot + *slots > walk->written)
		return FAULTY;
	if (slot + *slots > walk->end)
		return CUT_OFF;
	if (memchr(text, 0, length))
		return FAULTY;
	if (!log_all_zero(text + length,
			  (size_t)(*slots * LOG_SLOT_SIZE - offsetof(struct log_string, bytes) - length)))
		return FAULTY;
	walk->heads[slot / 8] = (uint8_t)(walk->heads[slot / 8] | 1u << slot % 8);
	return SOUND;
}

/* Slots are skipped, to the end of a chunk, only for a string that they could not hold. */
static enum verdict check_skip(uint64_t *slots, const struct walk *walk, uint64_t slot)
{
	const uint64_t edge = slot - slot % LOG_CHUNK_SLOTS + LOG_CHUNK_SLOTS;
	const uint64_t here = edge < walk->end ? edge : walk->end;
	const struct log_string *next = (const struct log_string *)log_slot(walk->log, edge + 1);

	*slots = edge - slot;
	if (edge + 1 >= walk->written ||
	    !log_all_zero(log_slot(walk->log, slot), (size_t)(here - slot) * LOG_SLOT_SIZE))
		return FAULTY;
	if (edge + 1 >= walk->end)
		return CUT_OFF;
	if (next->tag != LOG_SLOT_STRING || log_string_slots(next->length) <= *slots)
		return FAULTY;
	return SOUND;
}

static enum verdict check_seal(const struct log_check *check, const struct walk *walk, uint64_t slot)
{
	const uint64_t left = walk->written - slot;
	const uint32_t used = left < LOG_CHUNK_SLOTS ? (uint32_t)left : LOG_CHUNK_SLOTS;
	struct log_seal right;

	if (log_slot(walk->log, slot)[0] == LOG_SLOT_FREE)
		return check->sealed ? FAULTY : SOUND;
	if (slot + used > walk->end)
		return SOUND; /* what it would vouch for is not here */
	log_make_seal(&right, walk->log, slot / LOG_CHUNK_SLOTS, used);
	return memcmp(&right, log_slot(walk->log, slot), sizeof right) == 0 ? SOUND : FAULTY;
}

static enum verdict check_slot(uint64_t *slots, const struct log_check *check, const struct walk *walk,
			       uint64_t slot)
{
	*slots = 1;
	if (slot % LOG_CHUNK_SLOTS == 0)
		return check_seal(check, walk, slot);
	switch (log_slot(walk->log, slot)[0]) {
	case LOG_SLOT_EVENT:
		return event_is_sound(walk, slot) ? SOUND : FAULTY;
	case LOG_SLOT_STRING:
		return check_string(slots, walk, slot);
	case LOG_SLOT_FREE:
		return check_skip(slots, walk, slot);
	default:
		return FAULTY;
	}
}

int log_check_slots(struct log_check *check, const struct log *log)
{
	struct walk walk = {.log = log, .written = check->written, .end = check->end};
	enum verdict verdict = SOUND;
	uint64_t slot = 0, slots = 0;

	walk.heads = calloc((size_t)check->end / 8 + 1, 1);
	if (!walk.heads)
		return LOG_ERR_SYSTEM;
	for (; slot < check->end; slot += slots) {
		verdict = check_slot(&slots, check, &walk, slot);
		if (verdict != SOUND)
			break;
	}
	free(walk.heads);
	check->faulty = verdict == FAULTY;
	check->fault = slot;
	check->sound = slot % LOG_CHUNK_SLOTS == 1 ? slot - 1 : slot; /* a seal alone is nothing */
	return LOG_OK;
}
