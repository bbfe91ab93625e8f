#include "runtime/loopback.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER = 1 << 20 };

static struct sockaddr_in address_of(uint16_t port)
{
	return (struct sockaddr_in){
	    .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
}

/* What may be on its way fits into its buffers, however it is cut. */
static int new_socket(void)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	const int on = 1, room = BUFFER;
	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &room, sizeof room);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
	return fd;
}

uint16_t loopback_port(int fd)
{
	struct sockaddr_in address = {0};
	socklen_t length = sizeof address;
	return getsockname(fd, (struct sockaddr *)&address, &length) == 0 ? ntohs(address.sin_port) : 0;
}

int loopback_listen(void)
{
	const struct sockaddr_in address = address_of(0);
	int fd = new_socket();
	if (fd < 0)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address, sizeof address) == 0 && listen(fd, SOMAXCONN) == 0)
		return fd;
	close(fd);
	return -1;
}

int loopback_connect(uint16_t port)
{
	const struct sockaddr_in address = address_of(port);
	int fd = new_socket();
	if (fd >= 0)
		(void)!connect(fd, (const struct sockaddr *)&address, sizeof address);
	return fd;
}

int loopback_accept(uint16_t *port, int listening)
{
	struct sockaddr_in address = {0};
	socklen_t length = sizeof address;
	const int on = 1;
	int fd;
	do
		fd = accept4(listening, (struct sockaddr *)&address, &length, SOCK_CLOEXEC);
	while (fd < 0 && (errno == EINTR || errno == ECONNABORTED));
	if (fd < 0)
		return -1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	*port = ntohs(address.sin_port);
	return fd;
}
