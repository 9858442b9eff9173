// SPDX-License-Identifier: GPL-2.0
/* Tables of open file descriptors. Everything below acts on the table of the current process unless it is given one. */

#include <linux/fdtable.h>
#include <linux/file.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/sched.h>
#include "process-internal.h"

static void fdtable_use_embedded(struct files_struct *files)
{
	files->fdtab.max_fds = NR_OPEN_DEFAULT;
	files->fdtab.fd = files->fd_array;
	files->fdtab.close_on_exec = files->close_on_exec_init;
	files->fdtab.open_fds = files->open_fds_init;
	files->fdt = &files->fdtab;
}

struct files_struct *alloc_files_struct(void)
{
	struct files_struct *files = kzalloc(sizeof(*files), GFP_KERNEL);

	atomic_set(&files->count, 1);
	spin_lock_init(&files->file_lock);
	fdtable_use_embedded(files);
	return files;
}

static struct fdtable *alloc_fdtable(unsigned int max_fds)
{
	struct fdtable *fdt = kzalloc(sizeof(*fdt), GFP_KERNEL);

	fdt->max_fds = max_fds;
	fdt->fd = kcalloc(max_fds, sizeof(*fdt->fd), GFP_KERNEL);
	fdt->close_on_exec = kcalloc(BITS_TO_LONGS(max_fds), sizeof(long), GFP_KERNEL);
	fdt->open_fds = kcalloc(BITS_TO_LONGS(max_fds), sizeof(long), GFP_KERNEL);
	return fdt;
}

static void free_fdtable(struct files_struct *files, struct fdtable *fdt)
{
	if (fdt == &files->fdtab)
		return;
	kfree(fdt->fd);
	kfree(fdt->close_on_exec);
	kfree(fdt->open_fds);
	kfree(fdt);
}

static void copy_fdtable(struct fdtable *to, const struct fdtable *from)
{
	unsigned int longs = BITS_TO_LONGS(from->max_fds);

	memcpy(to->fd, from->fd, from->max_fds * sizeof(*to->fd));
	memcpy(to->close_on_exec, from->close_on_exec, longs * sizeof(long));
	memcpy(to->open_fds, from->open_fds, longs * sizeof(long));
}

/* Makes the table large enough for @nr. */
static int expand_files(struct files_struct *files, unsigned int nr)
{
	struct fdtable *old, *new;
	unsigned int size;

	if (nr < files->fdt->max_fds)
		return 0;
	if (nr >= NR_OPEN_MAX)
		return -EMFILE;
	size = roundup_pow_of_two(nr + 1);
	new = alloc_fdtable(size);
	spin_lock(&files->file_lock);
	old = files->fdt;
	if (size > old->max_fds) {
		copy_fdtable(new, old);
		files->fdt = new;
	} else {
		old = new;
	}
	spin_unlock(&files->file_lock);
	free_fdtable(files, old);
	return 0;
}

static int alloc_fd(unsigned int start, unsigned int flags)
{
	struct files_struct *files = current->files;
	struct fdtable *fdt;
	unsigned int fd;
	int err;

	for (;;) {
		spin_lock(&files->file_lock);
		fdt = files->fdt;
		fd = max(start, start ? 0 : files->next_fd);
		if (fd < fdt->max_fds)
			fd = find_next_zero_bit(fdt->open_fds, fdt->max_fds, fd);
		if (fd < fdt->max_fds)
			break;
		spin_unlock(&files->file_lock);
		err = expand_files(files, fd);
		if (err)
			return err;
	}
	__set_bit(fd, fdt->open_fds);
	if (flags & O_CLOEXEC)
		__set_bit(fd, fdt->close_on_exec);
	else
		__clear_bit(fd, fdt->close_on_exec);
	if (!start)
		files->next_fd = fd + 1;
	/* Somebody freed the number under an open file, which is now lost. */
	if (fdt->fd[fd]) {
		pr_warn("alloc_fd: slot %d not NULL!\n", fd);
		fdt->fd[fd] = NULL;
	}
	spin_unlock(&files->file_lock);
	return fd;
}

int get_unused_fd_flags(unsigned int flags)
{
	return alloc_fd(0, flags);
}

static void __put_unused_fd(struct files_struct *files, unsigned int fd)
{
	struct fdtable *fdt = files->fdt;

	if (fd >= fdt->max_fds)
		return;
	__clear_bit(fd, fdt->open_fds);
	if (fd < files->next_fd)
		files->next_fd = fd;
}

/*
 * Marks the number as free, whatever it stands for. A driver that calls it in a process that never reserved the number
 * frees somebody's open file: exactly that shows.
 */
void put_unused_fd(unsigned int fd)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	__put_unused_fd(files, fd);
	spin_unlock(&files->file_lock);
}

void fd_install(unsigned int fd, struct file *file)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	BUG_ON(fd >= files->fdt->max_fds);
	WARN_ON(files->fdt->fd[fd]);
	files->fdt->fd[fd] = file;
	spin_unlock(&files->file_lock);
}

static struct file *files_lookup(struct files_struct *files, unsigned int fd)
{
	return fd < files->fdt->max_fds ? files->fdt->fd[fd] : NULL;
}

struct file *fget(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (!files)
		return NULL;
	spin_lock(&files->file_lock);
	file = files_lookup(files, fd);
	if (file)
		get_file(file);
	spin_unlock(&files->file_lock);
	return file;
}

struct file *fget_raw(unsigned int fd)
{
	return fget(fd);
}

/* A process with one thread borrows the table's own reference. */
struct fd fdget(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;

	if (!files)
		return EMPTY_FD;
	if (atomic_read(&files->count) == 1)
		return (struct fd){ (unsigned long)files_lookup(files, fd) };
	file = fget(fd);
	return file ? (struct fd){ (unsigned long)file | FDPUT_FPUT } : EMPTY_FD;
}

/* Takes the file out of its slot; the caller gets the table's reference. */
static struct file *pick_file(struct files_struct *files, unsigned int fd)
{
	struct file *file = files_lookup(files, fd);

	if (!file)
		return NULL;
	files->fdt->fd[fd] = NULL;
	__put_unused_fd(files, fd);
	return file;
}

int close_fd(unsigned int fd)
{
	struct files_struct *files = current->files;
	struct file *file;
	int ret;

	spin_lock(&files->file_lock);
	file = pick_file(files, fd);
	spin_unlock(&files->file_lock);
	if (!file)
		return -EBADF;
	ret = filp_flush(file, files);
	fput_close_sync(file);
	return ret;
}

int f_dupfd(unsigned int from, struct file *file, unsigned int flags)
{
	int fd;

	if (from >= NR_OPEN_MAX)
		return -EINVAL;
	fd = alloc_fd(from, flags);
	if (fd >= 0)
		fd_install(fd, get_file(file));
	return fd;
}

/* dup3: @newfd stands for @file afterwards; what it stood for is closed. */
int replace_fd(unsigned int newfd, struct file *file, unsigned int flags)
{
	struct files_struct *files = current->files;
	struct file *old;
	int err;

	if (newfd >= NR_OPEN_MAX)
		return -EBADF;
	err = expand_files(files, newfd);
	if (err)
		return err;
	spin_lock(&files->file_lock);
	old = files->fdt->fd[newfd];
	if (!old && test_bit(newfd, files->fdt->open_fds)) {
		spin_unlock(&files->file_lock);
		return -EBUSY;
	}
	files->fdt->fd[newfd] = get_file(file);
	__set_bit(newfd, files->fdt->open_fds);
	if (flags & O_CLOEXEC)
		__set_bit(newfd, files->fdt->close_on_exec);
	else
		__clear_bit(newfd, files->fdt->close_on_exec);
	spin_unlock(&files->file_lock);
	if (old)
		filp_close(old, files);
	return newfd;
}

bool get_close_on_exec(unsigned int fd)
{
	return test_bit(fd, current->files->fdt->close_on_exec);
}

void set_close_on_exec(unsigned int fd, bool on)
{
	struct files_struct *files = current->files;

	spin_lock(&files->file_lock);
	if (on)
		__set_bit(fd, files->fdt->close_on_exec);
	else
		__clear_bit(fd, files->fdt->close_on_exec);
	spin_unlock(&files->file_lock);
}

int receive_fd(struct file *file, int __user *ufd, unsigned int flags)
{
	int fd = get_unused_fd_flags(flags);

	if (fd < 0)
		return fd;
	if (ufd && put_user(fd, ufd)) {
		put_unused_fd(fd);
		return -EFAULT;
	}
	fd_install(fd, get_file(file));
	return fd;
}

/* Slots that are reserved but hold no file yet stay free in the copy. */
struct files_struct *dup_fd(struct files_struct *oldf)
{
	struct files_struct *newf = alloc_files_struct();
	unsigned int i;

	expand_files(newf, oldf->fdt->max_fds - 1);
	spin_lock(&oldf->file_lock);
	copy_fdtable(newf->fdt, oldf->fdt);
	newf->next_fd = oldf->next_fd;
	for (i = 0; i < oldf->fdt->max_fds; i++) {
		if (newf->fdt->fd[i])
			get_file(newf->fdt->fd[i]);
		else
			__clear_bit(i, newf->fdt->open_fds);
	}
	spin_unlock(&oldf->file_lock);
	return newf;
}

static void close_files(struct files_struct *files)
{
	unsigned int i;

	for (i = 0; i < files->fdt->max_fds; i++) {
		struct file *file = files->fdt->fd[i];

		/* A file whose number was freed under it is not closed: as in Linux, its bit is what counts. */
		if (!file || !test_bit(i, files->fdt->open_fds))
			continue;
		files->fdt->fd[i] = NULL;
		filp_close(file, files);
	}
}

void put_files_struct(struct files_struct *files)
{
	if (!atomic_dec_and_test(&files->count))
		return;
	close_files(files);
	free_fdtable(files, files->fdt);
	kfree(files);
}

void exit_files(struct task_struct *task)
{
	struct files_struct *files = task->files;

	if (!files)
		return;
	task->files = NULL;
	put_files_struct(files);
}

void do_close_on_exec(struct files_struct *files)
{
	unsigned int i;

	for (i = 0; i < files->fdt->max_fds; i++) {
		struct file *file;

		if (!test_bit(i, files->fdt->close_on_exec))
			continue;
		spin_lock(&files->file_lock);
		__clear_bit(i, files->fdt->close_on_exec);
		file = pick_file(files, i);
		spin_unlock(&files->file_lock);
		if (file)
			filp_close(file, files);
	}
}
