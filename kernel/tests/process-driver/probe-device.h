/* SPDX-License-Identifier: GPL-2.0 */
/* What the test driver and the test program say to each other. Also a stand-in for a driver's public header. */
#ifndef PROBE_DEVICE_H
#define PROBE_DEVICE_H

#define PROBE_IOCTL_TYPE 0xb7

struct probe_info {
	unsigned long long window_start;
	unsigned long long window_size;
	unsigned int resources;
	unsigned int interrupts;
	unsigned int value;
	unsigned int second_text_is_two;
	unsigned long long wide;
};

struct probe_wakes {
	unsigned int in;		/* callbacks with EPOLLIN */
	unsigned int hup;		/* callbacks with EPOLLHUP */
	unsigned int in_with_interrupts_on;
	unsigned int in_unlocked;
};

/* Counted over the driver's whole life, so that they can be read after a file is gone. */
struct probe_counts {
	unsigned int opens;
	unsigned int releases;
	unsigned int flushes;
	unsigned int interrupted_waits;
	unsigned int last_releaser;	/* process id */
};

#define PROBE_GET_INFO		_IOR(PROBE_IOCTL_TYPE, 1, struct probe_info)
#define PROBE_GET_COUNTS	_IOR(PROBE_IOCTL_TYPE, 2, struct probe_counts)
#define PROBE_WAIT		_IO(PROBE_IOCTL_TYPE, 3)
#define PROBE_GO		_IO(PROBE_IOCTL_TYPE, 4)
#define PROBE_WATCH		_IO(PROBE_IOCTL_TYPE, 5)
#define PROBE_UNWATCH		_IO(PROBE_IOCTL_TYPE, 6)
#define PROBE_GET_WAKES		_IOR(PROBE_IOCTL_TYPE, 7, struct probe_wakes)
#define PROBE_SIGNAL		_IO(PROBE_IOCTL_TYPE, 8)
#define PROBE_FREE_FD		_IO(PROBE_IOCTL_TYPE, 9)
#define PROBE_WAIT_KILLABLE	_IO(PROBE_IOCTL_TYPE, 10)
#define PROBE_NEW_FILE		_IO(PROBE_IOCTL_TYPE, 11)

#endif
