/* Values that own text: strings, exceptions, and copies of arguments. */
#include "runtime/values.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "runtime/runtime.h"

enum { TEXT_MAX = 1024 };

#ifndef IL_TEST_CONSTANTS
_Static_assert(LOG_STRING_MAX == 65408, "as the message of IL_TOO_LARGE says, and base.h");
#endif

/* A text made as by printf. */
struct made {
	char room[TEXT_MAX];
	char *text; /* `room`, or allocated */
	int length;
};

/* Without memory it is what `room` holds of it. */
static void make_text(struct made *made, const char *format, va_list arguments)
{
	va_list again;
	va_copy(again, arguments);
	made->length = vsnprintf(made->room, sizeof made->room, format, arguments);
	if (made->length < 0)
		made->room[0] = '\0';
	made->text = made->length >= TEXT_MAX ? malloc((size_t)made->length + 1) : NULL;
	if (made->text != NULL)
		vsnprintf(made->text, (size_t)made->length + 1, format, again);
	else
		made->text = made->room;
	va_end(again);
}

static void forget_text(struct made *made)
{
	if (made->text != made->room)
		free(made->text);
}

il_value il_str(const char *format, ...)
{
	struct made made;
	il_value value = {.kind = IL_STRING};
	va_list arguments;
	va_start(arguments, format);
	make_text(&made, format, arguments);
	va_end(arguments);
	if (made.length > LOG_STRING_MAX)
		value.lost = (uint32_t)made.length;
	else
		value.ref = call_string(made.text);
	forget_text(&made);
	return value;
}

bool value_is_lost(il_value value)
{
	return value.kind == IL_STRING && value.ref == 0;
}

const char *il_text(il_value value)
{
	bool has_text = value.kind == IL_STRING || value.kind == IL_ERROR;
	return has_text ? log_text(current.runtime->engine->log, value.ref) : "";
}

bool il_truth(il_value value)
{
	switch (value.kind) {
	case IL_NONE:
		return false;
	case IL_INT:
		return value.i != 0;
	case IL_DOUBLE:
		return value.d != 0;
	case IL_STRING:
		return il_text(value)[0] != '\0';
	case IL_OBJECT:
	case IL_ERROR:
		break;
	}
	return true;
}

/* ---- exceptions ---- */

/* The log cuts a text that is too long to keep at a whole character. */
__attribute__((format(printf, 1, 2))) static il_value error_of(const char *format, ...)
{
	struct made made;
	va_list arguments;
	va_start(arguments, format);
	make_text(&made, format, arguments);
	va_end(arguments);
	il_value error = {IL_ERROR, {.ref = call_string(made.text)}};
	forget_text(&made);
	return error;
}

static il_value error_that_says(const char *type, const char *message)
{
	return error_of("%s%s%s", type, message[0] != '\0' ? ": " : "", message);
}

il_value il_raise(const char *type, const char *format, ...)
{
	struct made message;
	va_list arguments;
	va_start(arguments, format);
	make_text(&message, format, arguments);
	va_end(arguments);
	il_value error = error_that_says(type, message.text);
	forget_text(&message);
	return error;
}

/* What the log calls by a word of its own is an exception in Python where it is one at all. */
static const char *type_of(il_status status)
{
	switch (status) {
	case IL_TIMEOUT:
		return "TimeoutError";
	case IL_CANCELLED:
		return "CancelledError";
	default:
		return il_status_name(status);
	}
}

il_value il_raise_status(il_status status)
{
	bool told = status == IL_RAISED || (status == IL_CANCELLED && value_is_error(current.raised, "CancelledError"));
	if (told && current.raised.kind == IL_ERROR)
		return current.raised;
	return error_that_says(type_of(status), il_status_message(status));
}

il_status value_raised(il_value error)
{
	current.raised = error;
	return IL_RAISED;
}

bool value_is_error(il_value value, const char *type)
{
	if (value.kind != IL_ERROR)
		return false;
	const char *text = il_text(value);
	size_t length = strlen(type);
	return strncmp(text, type, length) == 0 && (text[length] == '\0' || text[length] == ':');
}

/* ---- arguments ---- */

il_value il_arg(il_args args, const char *name)
{
	for (size_t i = 0; i < args.named_count; i++)
		if (strcmp(args.named[i].name, name) == 0)
			return args.named[i].value;
	return il_none();
}

static size_t names_size(il_kwargs kwargs)
{
	size_t size = 0;
	for (size_t i = 0; i < kwargs.count; i++)
		size += strlen(kwargs.named[i].name) + 1;
	return size;
}

/* One block: the values, the named ones, their names. */
bool args_copy(il_args *out, il_args args, il_kwargs kwargs)
{
	size_t values = args.count * sizeof *args.v, named = kwargs.count * sizeof *kwargs.named;
	*out = (il_args){0};
	if (values + named == 0)
		return true;
	char *block = malloc(values + named + names_size(kwargs));
	if (block == NULL)
		return false;
	struct il_named *copies = (struct il_named *)(void *)(block + values);
	char *name = block + values + named;
	if (args.count > 0)
		memcpy(block, args.v, values);
	for (size_t i = 0; i < kwargs.count; i++) {
		size_t size = strlen(kwargs.named[i].name) + 1;
		memcpy(name, kwargs.named[i].name, size);
		copies[i] = (struct il_named){name, kwargs.named[i].value};
		name += size;
	}
	*out = (il_args){args.count, (const il_value *)(const void *)block, kwargs.count, copies};
	return true;
}

void args_free(il_args *args)
{
	free((void *)(uintptr_t)args->v);
	*args = (il_args){0};
}
