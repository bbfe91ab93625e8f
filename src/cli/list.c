/* `list`: the table of scenarios, for people or as JSON. */
#include <inttypes.h>

#include "cli/cli.h"
#include "cli/exit.h"
#include "log/dump.h"
#include "session/scenarios.h"

static void print_json_field(const char *key, const char *text)
{
	printf(",\"%s\":", key);
	dump_json_string(stdout, text);
}

static void print_json_param(const struct il_param *param, const struct catalog *catalog)
{
	printf("{\"name\":");
	dump_json_string(stdout, param->name);
	print_json_field("default", param->value);
	if (param->choices != NULL) {
		printf(",\"choices\":[");
		for (const char *at = param->choices; *at != '\0';) {
			char choice[64];
			int length = 0;
			for (; *at != '\0' && *at != ','; at++)
				if ((size_t)length + 1 < sizeof(choice))
					choice[length++] = *at;
			choice[length] = '\0';
			dump_json_string(stdout, choice);
			if (*at == ',')
				putchar(*at++);
		}
		putchar(']');
	} else {
		printf(",\"low\":%" PRId64 ",\"high\":%" PRId64, param->low, param->high);
	}
	print_json_field("help", tr(catalog, param->help));
	putchar('}');
}

static void print_json(const struct il_scenario *scenario, const struct catalog *catalog)
{
	printf("{\"id\":");
	dump_json_string(stdout, scenario->id);
	print_json_field("title", tr(catalog, scenario->title));
	printf(",\"section\":%d,\"documented\":%s", scenario->section,
	       scenario->documented ? "true" : "false");
	print_json_field("kind", scenario->kind);
	if (scenario->alias_of != NULL)
		print_json_field("alias_of", scenario->alias_of);
	print_json_field("time", scenario->time_free ? "free" : "respected");
	print_json_field("summary", tr(catalog, scenario->summary));
	printf(",\"parameters\":[");
	for (const struct il_param *param = scenario->params; param != NULL && param->name != NULL; param++) {
		if (param != scenario->params)
			putchar(',');
		print_json_param(param, catalog);
	}
	printf("]}");
}

static void print_range(const struct il_param *param, const struct catalog *catalog)
{
	char low[24], high[24], range[64];

	snprintf(low, sizeof(low), "%" PRId64, param->low);
	snprintf(high, sizeof(high), "%" PRId64, param->high);
	printf(" (%s)", tr_format(range, sizeof(range), catalog, N_("%s to %s"), low, high));
}

static void print_row(const struct il_scenario *scenario, const struct catalog *catalog)
{
	printf("%d %c %-20s %s\n", scenario->section, scenario->documented ? '*' : ' ', scenario->id,
	       tr(catalog, scenario->title));
	if (scenario->alias_of != NULL)
		printf("        = %s%s\n", scenario->alias_of, scenario->time_free ? " --time free" : "");
	for (const struct il_param *param = scenario->params; param != NULL && param->name != NULL; param++) {
		printf("        --set %s=%s", param->name, param->value);
		if (param->choices != NULL)
			printf(" (%s)", param->choices);
		else
			print_range(param, catalog);
		printf("  %s\n", tr(catalog, param->help));
	}
}

int cli_list(const struct cli *cli)
{
	if (cli->args->json)
		putchar('[');
	for (size_t i = 0; scenario_table[i] != NULL; i++) {
		if (!cli->args->json) {
			print_row(scenario_table[i], cli->catalog);
			continue;
		}
		printf("%s\n", i > 0 ? "," : "");
		print_json(scenario_table[i], cli->catalog);
	}
	if (cli->args->json)
		puts("\n]");
	else
		printf("\n%s\n", tr(cli->catalog, N_("section, * stands in the lecture notes as a program, id, title; "
						     "below it what --set changes")));
	return cli_flush(cli->catalog);
}
