/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_EVENTPOLL_H
#define _LINUX_EVENTPOLL_H

#include <uapi/linux/eventpoll.h>

struct file;

/**
 * eventpoll_release_file - takes a file that goes away out of every epoll set that watches it
 * @file: the file, on its last reference
 */
void eventpoll_release_file(struct file *file);

#endif
