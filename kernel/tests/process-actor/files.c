// SPDX-License-Identifier: GPL-2.0
/* Files, directories, pipes and descriptors. */

#include "actor.h"

static const char greeting[] = "Hello from the archive.\n";

static void archive_file_is_readable(void)
{
	char text[64];
	int fd = sys_open("/etc/greeting", O_RDONLY);

	expect(fd, 3);
	expect(sys_read(fd, text, sizeof(text)), sizeof(greeting) - 1);
	expect(memcmp(text, greeting, sizeof(greeting) - 1), 0);
	expect(sys_read(fd, text, sizeof(text)), 0);
	expect(sys_lseek(fd, 6), 6);
	expect(sys_read(fd, text, 4), 4);
	expect(memcmp(text, "from", 4), 0);
	expect(syscall6(SYS_pread64, (u64)fd, (u64)text, 5, 0, 0, 0), 5);
	expect(memcmp(text, "Hello", 5), 0);
	expect(sys_write(fd, text, 1), -EBADF);
	expect(sys_close(fd), 0);
	expect(sys_close(fd), -EBADF);
	expect(sys_read(fd, text, 1), -EBADF);
}

static void errors_of_open(void)
{
	expect(sys_open("/no/such", O_RDONLY), -ENOENT);
	expect(sys_open("/etc/greeting/below", O_RDONLY), -ENOTDIR);
	expect(sys_open("/etc", O_RDWR), -EISDIR);
	expect(sys_open("/etc/greeting", O_RDONLY | O_DIRECTORY), -ENOTDIR);
	expect(sys_open(BAD_ADDRESS, O_RDONLY), -EFAULT);
	expect(syscall6(SYS_openat, (u64)AT_FDCWD, (u64) "/etc/greeting", O_CREAT | O_EXCL | O_RDWR, 0600, 0, 0), -EEXIST);
}

static int create(const char *path, int flags)
{
	return (int)syscall6(SYS_openat, (u64)AT_FDCWD, (u64)path, (u64)(O_CREAT | O_RDWR | flags), 0600, 0, 0);
}

static void files_can_be_made_and_removed(void)
{
	char text[8] = { 0 };
	int fd;

	expect(syscall3(SYS_mkdirat, (u64)AT_FDCWD, (u64) "/tmp", 0700), 0);
	expect(syscall3(SYS_mkdirat, (u64)AT_FDCWD, (u64) "/tmp", 0700), -EEXIST);
	fd = create("/tmp/a", 0);
	expect(fd, 3);
	expect(sys_write(fd, "abcdef", 6), 6);
	expect(syscall6(SYS_pwrite64, (u64)fd, (u64) "XY", 2, 2, 0, 0), 2);
	expect(syscall3(SYS_ftruncate, (u64)fd, 5, 0), 0);
	expect(sys_lseek(fd, 0), 0);
	expect(sys_read(fd, text, 8), 5);
	expect(memcmp(text, "abXYe", 5), 0);
	expect(syscall3(SYS_unlinkat, (u64)AT_FDCWD, (u64) "/tmp", 0x200), -ENOTEMPTY);
	expect(syscall3(SYS_unlinkat, (u64)AT_FDCWD, (u64) "/tmp/a", 0), 0);
	expect(sys_open("/tmp/a", O_RDONLY), -ENOENT);
	/* The open file lives on without its name. */
	expect(sys_lseek(fd, 1), 1);
	expect(sys_read(fd, text, 1), 1);
	expect(text[0], 'b');
	expect(syscall3(SYS_unlinkat, (u64)AT_FDCWD, (u64) "/tmp", 0x200), 0);
}

static void writing_to_an_archive_file_copies_it(void)
{
	char text[64];
	int fd = sys_open("/etc/greeting", O_RDWR), again;

	expect(sys_write(fd, "J", 1), 1);
	again = sys_open("/etc/greeting", O_RDONLY);
	expect(sys_read(again, text, 5), 5);
	expect(memcmp(text, "Jello", 5), 0);
	expect(syscall6(SYS_pwrite64, (u64)fd, (u64) "H", 1, 0, 0, 0), 1);
}

struct dirent64 {
	u64 inode;
	s64 offset;
	unsigned short length;
	unsigned char type;
	char name[];
};

static bool directory_has(const char *path, const char *name, u32 type)
{
	static char buffer[4096] __attribute__((aligned(8)));
	int fd = sys_open(path, O_RDONLY | O_DIRECTORY);
	bool found = false;
	s64 bytes;

	expect(fd > 0, true);
	while ((bytes = syscall3(SYS_getdents64, (u64)fd, (u64)buffer, sizeof(buffer))) > 0) {
		for (s64 at = 0; at < bytes;) {
			struct dirent64 *entry = (struct dirent64 *)(buffer + at);

			found |= !strcmp(entry->name, name) && entry->type == type;
			at += entry->length;
		}
	}
	expect(bytes, 0);
	sys_close(fd);
	return found;
}

static void directories_list_their_entries(void)
{
	expect(directory_has("/", "etc", 4), true);
	expect(directory_has("/", "init", 8), true);
	expect(directory_has("/etc", "greeting", 8), true);
	expect(directory_has("/dev", "console", 2), true);
	expect(directory_has("/dev", "null", 2), true);
	expect(directory_has("/etc", "no", 8), false);
}

static void stat_tells_kind_and_size(void)
{
	u32 stat[32];

	expect(syscall6(SYS_newfstatat, (u64)AT_FDCWD, (u64) "/etc/greeting", (u64)stat, 0, 0, 0), 0);
	expect(stat[4] & 0170000, 0100000);
	expect(stat[12], sizeof(greeting) - 1);
	expect(syscall3(SYS_fstat, 0, (u64)stat, 0), 0);
	expect(stat[4] & 0170000, 0020000);
	expect(stat[8], 5 << 8 | 1);
	expect(syscall3(SYS_fstat, 77, (u64)stat, 0), -EBADF);
}

static void vectors_are_read_and_written(void)
{
	struct {
		void *base;
		size_t length;
	} out[2] = { { "ab", 2 }, { "cde", 3 } }, in[2];
	char first[3], second[8];
	int fds[2];

	in[0].base = first;
	in[0].length = 3;
	in[1].base = second;
	in[1].length = 8;
	expect(sys_pipe(fds, 0), 0);
	expect(syscall3(SYS_writev, (u64)fds[1], (u64)out, 2), 5);
	expect(syscall3(SYS_readv, (u64)fds[0], (u64)in, 2), 5);
	expect(memcmp(first, "abc", 3), 0);
	expect(memcmp(second, "de", 2), 0);
}

static int write_hello(void *argument)
{
	int *fds = argument;

	sys_close(fds[0]);
	sys_sleep_milliseconds(2);
	return sys_write(fds[1], "hello", 5) != 5;
}

static void pipe_blocks_until_there_is_data_or_no_writer(void)
{
	char text[16];
	int fds[2], child;

	expect(sys_pipe(fds, 0), 0);
	child = spawn(write_hello, fds);
	sys_close(fds[1]);
	expect(sys_read(fds[0], text, sizeof(text)), 5);
	expect(sys_read(fds[0], text, sizeof(text)), 0);
	expect(reap(child), 0);
	expect(sys_lseek(fds[0], 0), -ESPIPE);
}

static int drain(void *argument)
{
	static char buffer[10000];
	int *fds = argument;
	s64 n, total = 0;

	sys_close(fds[1]);
	while ((n = sys_read(fds[0], buffer, sizeof(buffer))) > 0)
		total += n;
	return total != 200000;
}

static void pipe_write_waits_for_room(void)
{
	static char data[200000];
	int fds[2], child;

	expect(sys_pipe(fds, 0), 0);
	child = spawn(drain, fds);
	expect(sys_write(fds[1], data, sizeof(data)), sizeof(data));
	sys_close(fds[0]);
	sys_close(fds[1]);
	expect(reap(child), 0);
}

static int write_to_nobody(void *argument)
{
	int *fds = argument;

	sys_close(fds[0]);
	sys_write(fds[1], "x", 1);
	return 0;
}

static void pipe_without_reader_raises_sigpipe(void)
{
	struct sigaction ignore = { .handler = (void (*)(int))1 };
	int fds[2];

	expect(sys_pipe(fds, 0), 0);
	sys_close(fds[0]);
	expect(reap(spawn(write_to_nobody, fds)), SIGPIPE);
	expect(sys_sigaction(SIGPIPE, &ignore), 0);
	expect(sys_write(fds[1], "x", 1), -EPIPE);
}

static void nonblocking_pipe_says_again(void)
{
	char byte;
	int fds[2];

	expect(sys_pipe(fds, O_NONBLOCK), 0);
	expect(sys_read(fds[0], &byte, 1), -EAGAIN);
	expect(syscall3(SYS_fcntl, (u64)fds[0], 4, 0), 0);
	expect(syscall3(SYS_fcntl, (u64)fds[0], 3, 0), 0);
}

static void descriptors_are_duplicated(void)
{
	int fd = sys_open("/etc/greeting", O_RDONLY);
	char text[4];

	expect(syscall3(SYS_dup, (u64)fd, 0, 0), 4);
	expect(sys_dup_to(fd, 70), 70);
	expect(sys_dup_to(fd, fd), -EINVAL);
	expect(sys_read(70, text, 2), 2);
	expect(sys_read(4, text, 2), 2);	/* one position for all */
	expect(memcmp(text, "ll", 2), 0);
	expect(syscall3(SYS_fcntl, (u64)fd, 0, 10), 10);
	expect(syscall3(SYS_fcntl, (u64)fd, 1, 0), 0);
	expect(syscall3(SYS_fcntl, (u64)fd, 2, 1), 0);
	expect(syscall3(SYS_fcntl, (u64)fd, 1, 0), 1);
	expect(sys_close(fd), 0);
	expect(sys_open("/dev/null", O_RDWR), fd);	/* the lowest free number */
}

static void descriptors_run_out(void)
{
	int fd, last = 0;

	while ((fd = sys_open("/dev/null", O_RDWR)) >= 0)
		last = fd;
	expect(fd, -EMFILE);
	expect(last, 1023);
}

static void memory_devices_work(void)
{
	char bytes[16] = { 1, 2, 3 };
	int fd = sys_open("/dev/zero", O_RDWR);

	expect(sys_read(fd, bytes, 16), 16);
	expect(bytes[0] | bytes[2], 0);
	fd = sys_open("/dev/null", O_RDWR);
	expect(sys_read(fd, bytes, 16), 0);
	expect(sys_write(fd, bytes, 16), 16);
	expect(sys_ioctl(fd, 0x5401, bytes), -ENOTTY);
}

static void bad_pointers_are_refused(void)
{
	int fds[2], fd = sys_open("/etc/greeting", O_RDONLY);

	expect(sys_read(fd, BAD_ADDRESS, 4), -EFAULT);
	expect(sys_read(fd, (void *)-4096, 4), -EFAULT);
	expect(sys_pipe(BAD_ADDRESS, 0), -EFAULT);
	expect(sys_pipe(fds, 0), 0);
	expect(fds[0], 4);	/* the failed call kept none */
	expect(sys_write(fds[1], BAD_ADDRESS, 4), -EFAULT);
}

static void console_is_a_terminal(void)
{
	u8 termios[60];

	expect(sys_ioctl(1, 0x5401, termios), 0);
	expect(sys_write(1, "# written to the console\n", 25), 25);
	expect(sys_lseek(1, 0), -ESPIPE);
}

const struct test file_tests[] = {
	{ "reads a file of the archive", archive_file_is_readable },
	{ "reports errors of open", errors_of_open },
	{ "makes and removes files", files_can_be_made_and_removed },
	{ "writes to a file of the archive", writing_to_an_archive_file_copies_it },
	{ "lists directories", directories_list_their_entries },
	{ "stats files and descriptors", stat_tells_kind_and_size },
	{ "reads and writes vectors", vectors_are_read_and_written },
	{ "blocks on an empty pipe", pipe_blocks_until_there_is_data_or_no_writer },
	{ "blocks on a full pipe", pipe_write_waits_for_room },
	{ "raises SIGPIPE", pipe_without_reader_raises_sigpipe },
	{ "does not block when asked not to", nonblocking_pipe_says_again },
	{ "duplicates descriptors", descriptors_are_duplicated },
	{ "limits descriptors", descriptors_run_out },
	{ "has memory devices", memory_devices_work },
	{ "refuses bad pointers", bad_pointers_are_refused },
	{ "has a console", console_is_a_terminal },
	{ NULL, NULL },
};
