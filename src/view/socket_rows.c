#include "view/socket_rows.h"

#include <inttypes.h>
#include <stdio.h>

#include "interleave/status.h"
#include "view/phrase.h"
#include "view/words.h"

/* Adds `message` with a number, unless that is 0. */
static void add_count(struct list_pieces *out, const char *message, int32_t count)
{
	char number[16], text[WORDS_MAX];

	if (count <= 0)
		return;
	snprintf(number, sizeof(number), "%" PRId32, count);
	list_piece(out, tr_format(text, sizeof(text), out->list->in->catalog, message, number));
}

static void add_waiters(struct list_pieces *out, const struct model_object *object)
{
	const struct view_input *in = out->list->in;
	char names[WORDS_MAX], name[WORDS_MAX], text[LIST_TEXT_MAX];
	struct phrase phrase = phrase_begin(names, sizeof(names));
	uint32_t i;

	for (i = 0; i < object->line_count; i++)
		phrase_join(&phrase, ", ", words_actor(name, sizeof(name), in, object->line[i]));
	if (object->line_count > 0)
		list_piece(out, tr_format(text, sizeof(text), in->catalog, N_("waiting: %1$s"), names));
}

static void put_row(struct list *list, const char *name, const struct model_object *object, const char *state)
{
	const struct catalog *catalog = list->in->catalog;
	bool ready = object->watch != 0 && (model_ready(list->model, object) & object->watch) != 0;
	bool server = object->type == TYPE_SERVER;
	struct list_pieces pieces = list_pieces_begin(list, name, ready ? STYLE_READY : STYLE_PLAIN);

	if (object->closed)
		return;
	list_piece(&pieces, tr(catalog, state));
	if (ready)
		list_piece(&pieces, tr(catalog, N_("ready")));
	if (object->error == IL_CONNECTION_RESET || object->error == IL_BROKEN_PIPE)
		list_piece(&pieces, tr(catalog, N_("reset by the other side")));
	add_count(&pieces, server ? N_("%1$s to be accepted") : N_("%1$s bytes have come"), object->count);
	add_count(&pieces, N_("%1$s received"), object->received);
	add_count(&pieces, N_("%1$s kept to be sent"), object->kept);
	add_waiters(&pieces, object);
	list_pieces_end(&pieces, "");
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
