#include "view/socket_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "interleave/status.h"
#include "view/phrase.h"
#include "view/words.h"

/* Adds `message` with a number, unless that is 0. */
static void add_count(struct phrase *out, const struct list *list, const char *message, int32_t count)
{
	char number[16], text[WORDS_MAX];

	if (count <= 0)
		return;
	snprintf(number, sizeof(number), "%" PRId32, count);
	phrase_join(out, "; ", tr_format(text, sizeof(text), list->in->catalog, message, number));
}

static void add_waiters(struct phrase *out, const struct list *list, const struct model_object *object)
{
	char names[WORDS_MAX], name[WORDS_MAX], text[LIST_TEXT_MAX];
	struct phrase phrase = phrase_begin(names, sizeof(names));
	uint32_t i;

	for (i = 0; i < object->line_count; i++)
		phrase_join(&phrase, ", ", words_actor(name, sizeof(name), list->in, object->line[i]));
	if (object->line_count > 0)
		phrase_join(out, "; ",
			    tr_format(text, sizeof(text), list->in->catalog, N_("waiting: %1$s"), names));
}

static void put_row(struct list *list, const char *name, const struct model_object *object, const char *state)
{
	bool ready = object->watch != 0 && (model_ready(list->model, object) & object->watch) != 0;
	bool server = object->type == TYPE_SERVER;
	char text[LIST_TEXT_MAX];
	struct phrase phrase = phrase_begin(text, sizeof(text));

	if (object->closed)
		return;
	phrase_add(&phrase, tr(list->in->catalog, state));
	if (ready)
		phrase_join(&phrase, "; ", tr(list->in->catalog, N_("ready")));
	if (object->error == IL_CONNECTION_RESET || object->error == IL_BROKEN_PIPE)
		phrase_join(&phrase, "; ", tr(list->in->catalog, N_("reset by the other side")));
	add_count(&phrase, list, server ? N_("%1$s to be accepted") : N_("%1$s bytes have come"), object->count);
	add_count(&phrase, list, N_("%1$s received"), object->received);
	add_count(&phrase, list, N_("%1$s kept to be sent"), object->kept);
	add_waiters(&phrase, list, object);
	list_row(list, name, ready ? STYLE_READY : STYLE_PLAIN, text);
}

void list_server(struct list *list, const char *name, const struct model_object *server)
{
	put_row(list, name, server,
		server->watch ? N_("watched for connections") : N_("not serving"));
}

void list_connection(struct list *list, const char *name, const struct model_object *connection)
{
	static const char *const states[] = {
	    [0] = N_("not watched"),
	    [WATCH_READ] = N_("watched for bytes"),
	    [WATCH_WRITE] = N_("watched for room"),
	    [WATCH_READ | WATCH_WRITE] = N_("watched for bytes and room"),
	};

	put_row(list, name, connection,
		connection->connecting		 ? N_("connecting")
		: connection->watcher == LOG_NONE ? N_("to be accepted")
						 : states[connection->watch]);
}
