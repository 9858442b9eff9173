/* SPDX-License-Identifier: GPL-2.0 */
/* What the scenarios have in common. Each runs in a process of its own and says "NAME: ok" or what went wrong. */
#ifndef DRIVER_ACTOR_SCENARIO_H
#define DRIVER_ACTOR_SCENARIO_H

#include <linux/ioctl.h>
#include <linux/bao.h>

#include "../../common/types.h"
#include "../../user/lib/output.h"
#include "../../user/lib/syscall.h"
#include "../poke.h"

/* The posted series keeps these in a header of the driver, though user space needs them. */
#ifndef BAO_IOEVENTFD_FLAG_DATAMATCH
#define BAO_IOEVENTFD_FLAG_DATAMATCH (1u << 1)
#define BAO_IOEVENTFD_FLAG_DEASSIGN (1u << 2)
#define BAO_IRQFD_FLAG_DEASSIGN 1u
#endif

#define EIO 5
#define EBADF 9
#define EACCES 13
#define EFAULT 14
#define EEXIST 17
#define ENODEV 19
#define EINVAL 22
#define EMFILE 24
#define ENOSPC 28

#define DISPATCHER "/dev/bao-io-dispatcher"
#define DOORBELL 0x50ul

struct scenario {
	const char *name;
	void (*run)(void);
};

extern const struct scenario call_scenarios[];
extern const struct scenario frontend_scenarios[];
extern const struct scenario unbind_scenarios[];
extern const struct scenario ipc_scenarios[];

/* Ends the scenario with a message unless both numbers are equal. */
#define expect(what, expected) expect_equal(#what, (s64)(what), (s64)(expected))
void expect_equal(const char *what, s64 actual, s64 expected);

/* An open device model and its shared memory. */
struct dm {
	u32 id;
	int fd;
	u32 irq;
	u64 device;
	volatile struct poke *poke;
	u64 size;
};

/* Opens a device model; ends the scenario when that fails. */
void dm_open(struct dm *dm, u32 id);
/* Like that, but returns -errno. */
int dm_try(struct dm *dm, u32 id);
void dm_close(struct dm *dm);

int dm_attach(struct dm *dm, struct bao_virtio_request *request);
int dm_complete(struct dm *dm, struct bao_virtio_request *request);
/* Takes a request, checks operation and offset, and answers it. */
void dm_serve(struct dm *dm, u64 op, u64 offset, u64 value);
int dm_ioeventfd(struct dm *dm, int fd, u32 flags, u64 offset, u64 data);
int dm_irqfd(struct dm *dm, int fd, u32 flags);

/* Lets the frontend do something; poke_wait() ends the scenario when it is not done in time. */
void poke_post(struct dm *dm, enum poke_kind kind, u64 offset, u64 value);
u64 poke_wait(struct dm *dm);
bool poke_is_done(struct dm *dm);

/* Whether a descriptor becomes readable within the time. */
bool wait_readable(int fd, u64 milliseconds);

/* Reads the counter of an eventfd, 0 when it is not signalled within the time. */
u64 eventfd_wait(int fd, u64 milliseconds);

void driver_unbind(void);
void driver_bind(void);

/* Runs a function in a child process, and the child's exit status. */
int start_child(int (*run)(void *argument), void *argument);
int child_status(int child);

#endif
