// SPDX-License-Identifier: GPL-2.0
/* eventfd, poll and epoll. */

#include "actor.h"

static u64 take(int fd)
{
	u64 count = 0;

	expect(sys_read(fd, &count, sizeof(count)), sizeof(count));
	return count;
}

static void give(int fd, u64 count)
{
	expect(sys_write(fd, &count, sizeof(count)), sizeof(count));
}

static void eventfd_counts(void)
{
	u64 count = ~0ul;
	int fd = sys_eventfd(3, EFD_NONBLOCK);

	give(fd, 4);
	expect(take(fd), 7);
	expect(sys_read(fd, &count, 8), -EAGAIN);
	expect(sys_write(fd, &count, 8), -EINVAL);
	expect(sys_write(fd, &count, 4), -EINVAL);
	give(fd, ~0ul - 1);
	count = 1;
	expect(sys_write(fd, &count, 8), -EAGAIN);
	fd = sys_eventfd(2, EFD_NONBLOCK | 1);
	expect(take(fd), 1);
	expect(take(fd), 1);
	expect(sys_read(fd, &count, 8), -EAGAIN);
}

static int give_later(void *argument)
{
	sys_sleep_milliseconds(3);
	give(*(int *)argument, 11);
	return 0;
}

static void eventfd_blocks(void)
{
	int fd = sys_eventfd(0, 0);
	int child = spawn(give_later, &fd);

	expect(take(fd), 11);
	expect(reap(child), 0);
}

static int poll_for(struct pollfd *fds, u64 count, s64 milliseconds)
{
	struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };

	return (int)syscall6(SYS_ppoll, (u64)fds, count, milliseconds < 0 ? 0 : (u64)&time, 0, 8, 0);
}

static void poll_waits_for_the_first(void)
{
	int fd = sys_eventfd(0, 0), child;
	struct pollfd fds[3] = { { .fd = sys_eventfd(0, 0), .events = 1 }, { .fd = fd, .events = 1 }, { .fd = -1 } };
	u64 start = now_milliseconds();

	expect(poll_for(fds, 3, 0), 0);
	expect(poll_for(fds, 3, 10), 0);
	expect(now_milliseconds() >= start + 10, true);
	child = spawn(give_later, &fd);
	expect(poll_for(fds, 3, -1), 1);
	expect(fds[0].revents, 0);
	expect(fds[1].revents, 1);
	expect(reap(child), 0);
	fds[0].fd = 99;
	expect(poll_for(fds, 2, -1), 2);
	expect(fds[0].revents, 0x20);
}

static void poll_sees_a_closed_pipe(void)
{
	int fds[2];
	struct pollfd wait = { .events = 1 };

	sys_pipe(fds, 0);
	wait.fd = fds[0];
	expect(poll_for(&wait, 1, 0), 0);
	sys_close(fds[1]);
	expect(poll_for(&wait, 1, -1), 1);
	expect(wait.revents, 0x10);
}

static int epoll_with(int fd, u32 events, u64 data)
{
	struct epoll_event event = { .events = events, .data = data };
	int epoll = sys_epoll_create(0);

	expect(epoll > 0, true);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event), 0);
	return epoll;
}

static int wait_events(int epoll, struct epoll_event *events, int timeout)
{
	return sys_epoll_pwait(epoll, events, 4, timeout, NULL);
}

static void epoll_reports_level(void)
{
	struct epoll_event events[4], change = { .events = EPOLLIN | EPOLLOUT, .data = 9 };
	int fd = sys_eventfd(0, 0), epoll = epoll_with(fd, EPOLLIN, 77);

	expect(wait_events(epoll, events, 0), 0);
	give(fd, 1);
	expect(wait_events(epoll, events, -1), 1);
	expect(events[0].events, EPOLLIN);
	expect(events[0].data, 77);
	expect(wait_events(epoll, events, -1), 1);	/* still so */
	take(fd);
	expect(wait_events(epoll, events, 0), 0);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &change), -EEXIST);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &change), 0);
	expect(wait_events(epoll, events, 0), 1);
	expect(events[0].events, EPOLLOUT);
	expect(events[0].data, 9);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL), 0);
	expect(wait_events(epoll, events, 5), 0);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_DEL, fd, NULL), -ENOENT);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, &change), -EINVAL);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_ADD, sys_open("/etc/greeting", O_RDONLY), &change), -EPERM);
}

static void epoll_reports_edges(void)
{
	struct epoll_event events[4];
	int fd = sys_eventfd(0, 0), epoll = epoll_with(fd, EPOLLIN | EPOLLET, 1);

	give(fd, 1);
	expect(wait_events(epoll, events, -1), 1);
	expect(wait_events(epoll, events, 0), 0);
	give(fd, 1);
	expect(wait_events(epoll, events, 0), 1);
}

static void epoll_reports_once(void)
{
	struct epoll_event events[4], again = { .events = EPOLLIN | EPOLLONESHOT };
	int fd = sys_eventfd(1, 0), epoll = epoll_with(fd, EPOLLIN | EPOLLONESHOT, 1);

	expect(wait_events(epoll, events, -1), 1);
	give(fd, 1);
	expect(wait_events(epoll, events, 0), 0);
	expect(sys_epoll_ctl(epoll, EPOLL_CTL_MOD, fd, &again), 0);
	expect(wait_events(epoll, events, 0), 1);
}

static void epoll_wakes_up(void)
{
	struct epoll_event events[4];
	int fd = sys_eventfd(0, 0), epoll = epoll_with(fd, EPOLLIN, 5);
	int child = spawn(give_later, &fd);

	expect(wait_events(epoll, events, -1), 1);
	expect(reap(child), 0);
	expect(sys_epoll_pwait(epoll, events, 0, 0, NULL), -EINVAL);
	expect(wait_events(fd, events, 0), -EINVAL);
}

static void epoll_forgets_closed_files(void)
{
	struct epoll_event events[4];
	int fd = sys_eventfd(1, 0), epoll = epoll_with(fd, EPOLLIN, 5);

	expect(wait_events(epoll, events, 0), 1);
	sys_close(fd);
	expect(wait_events(epoll, events, 0), 0);
	/* The number is free for something else. */
	expect(sys_eventfd(1, 0), fd);
	expect(wait_events(epoll, events, 0), 0);
}

static void epoll_can_be_polled(void)
{
	int fd = sys_eventfd(0, 0), inner = epoll_with(fd, EPOLLIN, 5), outer = epoll_with(inner, EPOLLIN, 6);
	struct epoll_event events[4];
	int child = spawn(give_later, &fd);

	expect(wait_events(outer, events, 0), 0);
	expect(wait_events(outer, events, -1), 1);
	expect(events[0].data, 6);
	expect(wait_events(inner, events, 0), 1);
	expect(reap(child), 0);
}

static void epoll_serves_several(void)
{
	struct epoll_event events[4], event = { .events = EPOLLIN };
	int epoll = sys_epoll_create(0), fds[3], i;

	for (i = 0; i < 3; i++) {
		fds[i] = sys_eventfd(1, 0);
		event.data = (u64)i;
		sys_epoll_ctl(epoll, EPOLL_CTL_ADD, fds[i], &event);
	}
	expect(sys_epoll_pwait(epoll, events, 2, 0, NULL), 2);
	expect(events[0].data + events[1].data * 10, 10);
	/* The one left out comes first now. */
	expect(sys_epoll_pwait(epoll, events, 2, 0, NULL), 2);
	expect(events[0].data, 2);
}

const struct test event_tests[] = {
	{ "counts in an eventfd", eventfd_counts },
	{ "blocks on an eventfd", eventfd_blocks },
	{ "polls", poll_waits_for_the_first },
	{ "polls a closed pipe", poll_sees_a_closed_pipe },
	{ "reports levels", epoll_reports_level },
	{ "reports edges", epoll_reports_edges },
	{ "reports once", epoll_reports_once },
	{ "wakes from epoll", epoll_wakes_up },
	{ "forgets closed files", epoll_forgets_closed_files },
	{ "polls an epoll set", epoll_can_be_polled },
	{ "is fair among files", epoll_serves_several },
	{ NULL, NULL },
};
