/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_FILE_H
#define _LINUX_FILE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <linux/err.h>

struct file;

#define FDPUT_FPUT	1

/* A borrowed file: the pointer, and in its lowest bit whether fdput() has a reference to drop. */
struct fd {
	unsigned long word;
};

#define fd_file(f)	((struct file *)((f).word & ~(unsigned long)FDPUT_FPUT))
#define EMPTY_FD	((struct fd){ 0 })

static inline bool fd_empty(struct fd f)
{
	return !f.word;
}

void fput(struct file *file);
struct file *fget(unsigned int fd);
struct file *fget_raw(unsigned int fd);
struct fd fdget(unsigned int fd);
#define fdget_raw(fd)	fdget(fd)
#define fdget_pos(fd)	fdget(fd)

static inline void fdput(struct fd f)
{
	if (f.word & FDPUT_FPUT)
		fput(fd_file(f));
}

/* These three act on the table of the current process. */
int get_unused_fd_flags(unsigned int flags);
void put_unused_fd(unsigned int fd);
void fd_install(unsigned int fd, struct file *file);

int f_dupfd(unsigned int from, struct file *file, unsigned int flags);
int close_fd(unsigned int fd);
int receive_fd(struct file *file, int __user *ufd, unsigned int flags);

#endif
