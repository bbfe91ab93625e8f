/* The system's sockets under the streams: TCP over the loopback. */
#ifndef RUNTIME_LOOPBACK_H
#define RUNTIME_LOOPBACK_H

#include <stdint.h>

/* One that listens, on a port that the system chooses; -1: there is none. */
int loopback_listen(void);

/* One that has asked for a connection to the port; -1: there is none. One that is refused, or is closed before the segment knows it,
 * is as good: the segment says what comes of it. */
int loopback_connect(uint16_t port);

/* The next of those who have asked, and its port; -1: the system has none to give. */
int loopback_accept(uint16_t *port, int listening);

/* The port of a socket; 0: it has none. */
uint16_t loopback_port(int fd);

#endif
