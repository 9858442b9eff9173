/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_FDTABLE_H
#define _LINUX_FDTABLE_H

#include <linux/types.h>
#include <linux/atomic.h>
#include <linux/spinlock.h>
#include <linux/bitops.h>

#define NR_OPEN_DEFAULT	BITS_PER_LONG
#define NR_OPEN_MAX	1024

struct file;
struct task_struct;

struct fdtable {
	unsigned int max_fds;
	struct file **fd;
	unsigned long *close_on_exec;
	unsigned long *open_fds;
};

struct files_struct {
	atomic_t count;
	struct fdtable *fdt;
	struct fdtable fdtab;
	spinlock_t file_lock;
	unsigned int next_fd;
	unsigned long close_on_exec_init[1];
	unsigned long open_fds_init[1];
	struct file *fd_array[NR_OPEN_DEFAULT];
};

struct files_struct *alloc_files_struct(void);
struct files_struct *dup_fd(struct files_struct *oldf);
void put_files_struct(struct files_struct *files);
void exit_files(struct task_struct *task);
void do_close_on_exec(struct files_struct *files);

#define files_fdtable(files)	((files)->fdt)

#endif
