/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Bao I/O dispatcher: what its parts share
 *
 * A backend VM serves the virtual devices of other VMs. Each such device is a
 * device model (DM) here. The hypervisor raises the DM's interrupt when a
 * frontend has touched a register; the dispatcher then asks for the requests
 * and hands each one to an I/O client: to the ioeventfd client, a kernel
 * thread, when the register lies in a range that an ioeventfd claims, else to
 * the control client, which is the device model program in user space.
 *
 * A frontend's vCPU stands still from its access until the request is
 * completed, so a request that has been taken from the hypervisor must never
 * get lost. It is at any time in exactly one place: on the virtio_requests
 * list of a client, on the inflight_requests list of the control client, or in
 * the hands of the one function that is about to complete it.
 *
 * Who may serve a DM
 *	Any number of files of one DM may be open, for a look at its parameters
 *	or its memory. The first file that attaches or configures something
 *	becomes the DM's model; others get -EBUSY until it is released. On its
 *	release, be it an orderly exit or a kill, its ioeventfds and irqfds go
 *	away and the requests that it took and did not complete return to the
 *	head of the queue, in their order, for the next model.
 *
 * When the driver is unbound
 *	Sleepers wake up with -ENODEV, every later call on an open file gives
 *	-ENODEV, and requests that were already taken from the hypervisor are
 *	answered as an absent device would answer: reads give all ones, writes
 *	vanish. Requests still in the hypervisor stay there for the next bind.
 *	Mappings of the shared memory stay valid, it is memory.
 *
 * Lifetime
 *	A DM has one reference by the driver and one by each open file; so do
 *	its clients, which are freed with it. Nothing outlives the last put.
 *
 * Locks, outer before inner
 *	bao_dm.model_lock		who serves the DM, and its configuration
 *	  bao_dm.ioeventfds_lock	list of ioeventfds
 *	    bao_io_client.range_lock	I/O ranges of a client
 *	  bao_dm.io_clients_lock	list of clients
 *	    bao_io_client.range_lock
 *	    bao_io_client.virtio_requests_lock	both request lists of a client
 *	eventfd's wait queue lock (hard interrupts off)
 *	  bao_dm.irqfds_lock		list of irqfds
 *	bao_dm_list_lock		global list of DMs, a leaf
 * A workqueue may be flushed under model_lock, since no work takes that lock.
 */

#ifndef __BAO_DRV_H
#define __BAO_DRV_H

#include <linux/bao.h>
#include <linux/bits.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/rwsem.h>
#include <linux/spinlock.h>
#include <linux/wait.h>
#include <linux/workqueue.h>
#include <uapi/linux/bao.h>

struct file;
struct task_struct;

#define BAO_NAME_MAX_LEN 16

/* As many as the device tree binding allows. */
#define BAO_IO_MAX_DMS 64

/* Bits of bao_io_client.flags */
#define BAO_IO_CLIENT_DESTROYING 0U

/* Bits of bao_dm.flags */
#define BAO_DM_DISPATCHING 0U	/* interrupts start the dispatcher */

struct bao_dm;
struct bao_io_client;

/**
 * typedef bao_io_client_handler_t - serve one request in the kernel
 * @client: client that got the request
 * @req: request; a read's answer goes into @req->value
 *
 * Return: 0 when the request can be completed, a negative errno when it is not
 * for this client after all and user space has to decide
 */
typedef int (*bao_io_client_handler_t)(struct bao_io_client *client,
				       struct bao_virtio_request *req);

/**
 * enum bao_io_op - REMIO operations, as the hypervisor numbers them
 * @BAO_IO_WRITE: request: a store; hypercall: complete a store
 * @BAO_IO_READ: request: a load; hypercall: complete a load
 * @BAO_IO_ASK: hypercall: take the oldest pending request
 * @BAO_IO_NOTIFY: hypercall: interrupt the frontend
 */
enum bao_io_op {
	BAO_IO_WRITE = 0,
	BAO_IO_READ,
	BAO_IO_ASK,
	BAO_IO_NOTIFY,
};

/**
 * struct bao_io_request - request on its way through the driver
 * @list: entry in one list of one client
 * @virtio_request: the request itself
 */
struct bao_io_request {
	struct list_head list;
	struct bao_virtio_request virtio_request;
};

/**
 * struct bao_io_range - I/O addresses that a client serves
 * @list: entry in bao_io_client.range_list
 * @start: first address
 * @end: last address, inclusive
 */
struct bao_io_range {
	struct list_head list;
	u64 start;
	u64 end;
};

/**
 * struct bao_io_client - someone who serves I/O requests
 * @name: name for messages and for the thread
 * @dm: DM of the client
 * @list: entry in bao_dm.io_clients
 * @is_control: requests go to user space
 * @flags: BAO_IO_CLIENT_* bits
 * @virtio_requests: requests that wait, oldest first
 * @inflight_requests: requests that user space works on, oldest first
 * @virtio_requests_lock: protects both lists of requests
 * @range_list: I/O ranges of the client
 * @range_lock: protects @range_list
 * @handler: serves a request, not for the control client
 * @thread: kernel thread that runs @handler, NULL for the control client
 * @wq: where whoever serves the client waits for requests
 * @priv: for @handler
 */
struct bao_io_client {
	char name[BAO_NAME_MAX_LEN];
	struct bao_dm *dm;
	struct list_head list;
	bool is_control;
	unsigned long flags;

	struct list_head virtio_requests;
	struct list_head inflight_requests;
	struct mutex virtio_requests_lock;

	struct list_head range_list;
	struct rw_semaphore range_lock;

	bao_io_client_handler_t handler;
	struct task_struct *thread;
	wait_queue_head_t wq;
	void *priv;
};

/**
 * struct bao_dm - backend device model
 * @list: entry in bao_dm_list
 * @info: parameters of the DM, constant; @info.fd is always -1
 * @flags: BAO_DM_* bits
 * @model_lock: protects @model and @destroying, serialises configuration
 * @model: open file of the device model that serves the DM, NULL if none
 * @destroying: the driver is being unbound
 * @ioeventfds: ioeventfds of the DM
 * @ioeventfds_lock: protects @ioeventfds
 * @ioeventfd_client: client that serves @ioeventfds
 * @irqfds: irqfds of the DM
 * @irqfds_lock: protects @irqfds
 * @irqfd_server: workqueue that takes irqfds apart
 * @io_clients: all clients of the DM
 * @io_clients_lock: protects @io_clients
 * @control_client: client that user space attaches to
 * @dispatcher_wq: workqueue of @dispatcher_work
 * @dispatcher_work: takes requests from the hypervisor
 * @irq_name: name of the interrupt, which request_irq() does not copy
 * @refcount: references by the driver and by open files
 */
struct bao_dm {
	struct list_head list;
	struct bao_dm_info info;
	unsigned long flags;

	struct mutex model_lock;
	struct file *model;
	bool destroying;

	struct list_head ioeventfds;
	struct mutex ioeventfds_lock;
	struct bao_io_client *ioeventfd_client;

	struct list_head irqfds;
	spinlock_t irqfds_lock;
	struct workqueue_struct *irqfd_server;

	struct list_head io_clients;
	struct rw_semaphore io_clients_lock;
	struct bao_io_client *control_client;

	struct workqueue_struct *dispatcher_wq;
	struct work_struct dispatcher_work;

	char irq_name[BAO_NAME_MAX_LEN];
	refcount_t refcount;
};

extern struct list_head bao_dm_list;
extern rwlock_t bao_dm_list_lock;

/* dm.c */
struct bao_dm *bao_dm_create(const struct bao_dm_info *info);
void bao_dm_start(struct bao_dm *dm);
void bao_dm_destroy(struct bao_dm *dm);
struct file *bao_dm_open_file(struct bao_dm_info *info);

/* io_client.c */
struct bao_io_client *bao_io_client_create(struct bao_dm *dm,
					   bao_io_client_handler_t handler,
					   void *data, bool is_control,
					   const char *name);
void bao_io_clients_destroy(struct bao_dm *dm);
void bao_io_clients_free(struct bao_dm *dm);
int bao_io_client_attach(struct bao_io_client *client);
int bao_io_client_request(struct bao_io_client *client,
			  struct bao_virtio_request *req);
int bao_io_client_complete(struct bao_io_client *client,
			   const struct bao_virtio_request *answer);
void bao_io_client_return_request(struct bao_io_client *client, u64 request_id);
void bao_io_client_reset(struct bao_io_client *client);
int bao_io_client_range_add(struct bao_io_client *client, u64 start, u64 end);
void bao_io_client_range_del(struct bao_io_client *client, u64 start, u64 end);
void bao_io_client_push_request(struct bao_io_client *client,
				const struct bao_virtio_request *req);
bool bao_io_client_pop_request(struct bao_io_client *client,
			       struct bao_virtio_request *req);
struct bao_io_client *bao_io_client_find(struct bao_dm *dm,
					 const struct bao_virtio_request *req);

/* io_dispatcher.c */
int bao_io_dispatcher_init(struct bao_dm *dm);
void bao_io_dispatcher_destroy(struct bao_dm *dm);
void bao_io_dispatcher_resume(struct bao_dm *dm);
void bao_io_dispatcher_kick(struct bao_dm *dm);
int bao_dispatch_io(struct bao_dm *dm);
int bao_io_request_complete(const struct bao_virtio_request *req);

/* ioeventfd.c */
int bao_ioeventfd_client_init(struct bao_dm *dm);
void bao_ioeventfd_client_destroy(struct bao_dm *dm);
int bao_ioeventfd_client_config(struct bao_dm *dm, const struct bao_ioeventfd *config);

/* irqfd.c */
int bao_irqfd_server_init(struct bao_dm *dm);
void bao_irqfd_server_reset(struct bao_dm *dm);
void bao_irqfd_server_destroy(struct bao_dm *dm);
int bao_irqfd_server_config(struct bao_dm *dm, const struct bao_irqfd *config);

/* intc.c */
int bao_intc_init(struct bao_dm *dm);
void bao_intc_destroy(struct bao_dm *dm);

#endif /* __BAO_DRV_H */
