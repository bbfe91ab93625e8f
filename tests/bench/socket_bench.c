/* What an echo over the loopback costs: a line to a server and back, both ends on one loop, beside CPython's asyncio streams in
 * the same run. */
#include <stdio.h>
#include <stdlib.h>

#include "interleave/interleave.h"
#include "measure.h"

enum { ROUNDS = 1000 };

static int64_t *elapsed; /* shared with the program under measurement */

/* ---- ours ---- */

static il_value echo(il_args args)
{
	char line[64];
	il_stream stream = il_stream_of(args.v[0]);
	while (il_stream_read_line(stream, line, sizeof line) == IL_OK && line[0] != '\0') {
		il_stream_write_text(stream, line);
		il_stream_drain(stream);
	}
	il_stream_close(stream);
	return il_none();
}

static il_value ask(il_args args)
{
	(void)args;
	char line[64];
	il_server server;
	il_stream stream;
	if (il_server_start(&server, echo) != IL_OK || il_stream_open(&stream, server) != IL_OK)
		exit(8);
	int64_t start = measure_now();
	for (int i = 0; i < ROUNDS; i++) {
		il_stream_write_text(stream, "hello, hello\n");
		il_stream_drain(stream);
		if (il_stream_read_line(stream, line, sizeof line) != IL_OK)
			exit(8);
	}
	*elapsed = measure_now() - start;
	il_stream_close(stream);
	il_stream_wait_closed(stream);
	il_server_close(server);
	return il_none();
}

static void echo_rounds(void)
{
	il_loop_run(NULL, ask);
}

/* ---- CPython ---- */

static const char python_program[] =
    "python3 -c '\n"
    "import asyncio, time\n"
    "async def echo(reader, writer):\n"
    "    while line := await reader.readline():\n"
    "        writer.write(line)\n"
    "        await writer.drain()\n"
    "    writer.close()\n"
    "async def ask():\n"
    "    server = await asyncio.start_server(echo, \"127.0.0.1\", 0)\n"
    "    port = server.sockets[0].getsockname()[1]\n"
    "    reader, writer = await asyncio.open_connection(\"127.0.0.1\", port)\n"
    "    start = time.perf_counter()\n"
    "    for i in range(1000):\n"
    "        writer.write(b\"hello, hello\\n\")\n"
    "        await writer.drain()\n"
    "        await reader.readline()\n"
    "    print((time.perf_counter() - start) / 1000 * 1e6)\n"
    "    writer.close()\n"
    "asyncio.run(ask())' 2>/dev/null";

int main(void)
{
	const struct il_scenario program = {.id = "socket-bench", .title = "", .summary = "", .kind = "loop", .run = echo_rounds};
	double ours[MEASURE_RUNS], python[MEASURE_RUNS];
	elapsed = measure_shared(sizeof *elapsed);
	for (int i = 0; i < MEASURE_RUNS; i++) {
		measure_session(&program, STRATEGY_LIVE);
		ours[i] = (double)*elapsed / ROUNDS / 1e3;
		python[i] = measure_figure(python_program);
	}
	double own = measure_median(ours), other = measure_median(python);
	printf("sockets\n  line to a server and back, one loop         %8.1f us\n", own);
	if (other > 0)
		printf("  CPython's asyncio streams                  %8.1f us   %5.1f x ours\n", other, other / own);
	else
		printf("  CPython's asyncio streams: there is no python3\n");
	return 0;
}
