/* "What happens next?", in words. */
#include <stdio.h>

#include "view/phrase.h"
#include "view/words.h"

static const char *const answers[] = {
    N_("1 it does it"), N_("2 and lets somebody go on"), N_("3 it has to wait"), N_("4 it fails"),
};

void view_next(char *out, size_t size, const struct view_input *input, uint32_t actor)
{
	const struct model_actor *asked = model_actor(input->model, actor);

	if (asked != NULL && asked->at_valid)
		words_next(out, size, input, asked);
	else
		phrase_copy(out, size, tr(input->catalog, N_("let time pass")));
}

/* Before an audience each answer has a line of its own. */
void view_ask(char *out, size_t size, const struct view_input *input, uint32_t actor)
{
	char who[WORDS_MAX], op[WORDS_MAX], question[WORDS_MAX * 3];
	struct phrase phrase = phrase_begin(out, size);
	size_t i;

	words_name(who, sizeof(who), input, actor);
	view_next(op, sizeof(op), input, actor);
	phrase_add(&phrase, tr_format(question, sizeof(question), input->catalog,
				      N_("What happens next? %1$s is about to: %2$s."), who, op));
	for (i = 0; i < sizeof(answers) / sizeof(answers[0]); i++)
		phrase_join(&phrase, input->lecture || i == 0 ? "\n" : "   ", tr(input->catalog, answers[i]));
}
