// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: clients, who serve the requests
 */

#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "bao_drv.h"

static bool bao_io_client_has_pending_requests(struct bao_io_client *client)
{
	return !list_empty(&client->virtio_requests);
}

static bool bao_io_client_is_destroying(struct bao_io_client *client)
{
	return test_bit(BAO_IO_CLIENT_DESTROYING, &client->flags);
}

/**
 * bao_io_client_push_request - give a request to a client
 * @client: who shall serve it
 * @req: the request, copied
 *
 * The request cannot go back to the hypervisor, so failure is no option. There
 * are never more of them than physical CPUs.
 */
void bao_io_client_push_request(struct bao_io_client *client,
				const struct bao_virtio_request *req)
{
	struct bao_io_request *io_req;

	io_req = kzalloc(sizeof(*io_req), GFP_KERNEL | __GFP_NOFAIL);
	io_req->virtio_request = *req;

	mutex_lock(&client->virtio_requests_lock);
	list_add_tail(&io_req->list, &client->virtio_requests);
	mutex_unlock(&client->virtio_requests_lock);

	wake_up_interruptible(&client->wq);
}

/**
 * bao_io_client_pop_request - take the oldest request of a client for good
 * @client: the client
 * @req: where the request goes; the caller has to complete it
 *
 * Return: true if there was one
 */
bool bao_io_client_pop_request(struct bao_io_client *client,
			       struct bao_virtio_request *req)
{
	struct bao_io_request *io_req;

	mutex_lock(&client->virtio_requests_lock);
	io_req = list_first_entry_or_null(&client->virtio_requests, struct bao_io_request, list);
	if (io_req)
		list_del(&io_req->list);
	mutex_unlock(&client->virtio_requests_lock);

	if (!io_req)
		return false;

	*req = io_req->virtio_request;
	kfree(io_req);

	return true;
}

/* Like pop, but the client keeps the request until it is completed. */
static bool bao_io_client_take_request(struct bao_io_client *client,
				       struct bao_virtio_request *req)
{
	struct bao_io_request *io_req;

	mutex_lock(&client->virtio_requests_lock);
	io_req = list_first_entry_or_null(&client->virtio_requests, struct bao_io_request, list);
	if (io_req) {
		list_move_tail(&io_req->list, &client->inflight_requests);
		*req = io_req->virtio_request;
	}
	mutex_unlock(&client->virtio_requests_lock);

	return io_req;
}

static struct bao_io_request *bao_io_client_find_inflight(struct bao_io_client *client,
							  u64 request_id)
{
	struct bao_io_request *io_req;

	lockdep_assert_held(&client->virtio_requests_lock);

	list_for_each_entry(io_req, &client->inflight_requests, list) {
		if (io_req->virtio_request.request_id == request_id)
			return io_req;
	}

	return NULL;
}

/**
 * bao_io_client_attach - wait for a request
 * @client: the client
 *
 * Return: 0 when there may be a request, -ENODEV when there will be none any
 * more, -ERESTARTSYS on a signal
 */
int bao_io_client_attach(struct bao_io_client *client)
{
	int ret;

	ret = wait_event_interruptible(client->wq,
				       bao_io_client_has_pending_requests(client) ||
				       bao_io_client_is_destroying(client));
	if (ret)
		return ret;

	return bao_io_client_is_destroying(client) ? -ENODEV : 0;
}

/**
 * bao_io_client_request - wait for a request and take it
 * @client: the client
 * @req: where the request goes
 *
 * Several tasks may wait; who finds the request gone waits again. The request
 * stays with the client until it is completed or returned.
 *
 * Return: 0 or a negative errno, see bao_io_client_attach()
 */
int bao_io_client_request(struct bao_io_client *client,
			  struct bao_virtio_request *req)
{
	int ret;

	do {
		ret = bao_io_client_attach(client);
		if (ret)
			return ret;
	} while (!bao_io_client_take_request(client, req));

	return 0;
}

/**
 * bao_io_client_complete - complete a request that was taken
 * @client: the client
 * @answer: identifies the request and brings the value of a read
 *
 * Only a request that this client took and did not complete yet reaches the
 * hypervisor, and only with the operation that it came with: the hypervisor
 * checks neither, and some request ids make it drop another request.
 *
 * Return: 0, -EINVAL when there is no such request, or what the hypercall gave
 */
int bao_io_client_complete(struct bao_io_client *client,
			   const struct bao_virtio_request *answer)
{
	struct bao_io_request *io_req;
	int ret;

	mutex_lock(&client->virtio_requests_lock);
	io_req = bao_io_client_find_inflight(client, answer->request_id);
	if (io_req && io_req->virtio_request.op == answer->op &&
	    io_req->virtio_request.dm_id == answer->dm_id)
		list_del(&io_req->list);
	else
		io_req = NULL;
	mutex_unlock(&client->virtio_requests_lock);

	if (!io_req)
		return -EINVAL;

	io_req->virtio_request.value = answer->value;
	ret = bao_io_request_complete(&io_req->virtio_request);
	kfree(io_req);

	return ret;
}

/**
 * bao_io_client_return_request - put a request that was taken back in front
 * @client: the client
 * @request_id: the request
 */
void bao_io_client_return_request(struct bao_io_client *client, u64 request_id)
{
	struct bao_io_request *io_req;

	mutex_lock(&client->virtio_requests_lock);
	io_req = bao_io_client_find_inflight(client, request_id);
	if (io_req)
		list_move(&io_req->list, &client->virtio_requests);
	mutex_unlock(&client->virtio_requests_lock);

	wake_up_interruptible(&client->wq);
}

/**
 * bao_io_client_reset - put all requests that were taken back in front
 * @client: client whose user has gone
 */
void bao_io_client_reset(struct bao_io_client *client)
{
	mutex_lock(&client->virtio_requests_lock);
	list_splice_init(&client->inflight_requests, &client->virtio_requests);
	mutex_unlock(&client->virtio_requests_lock);

	wake_up_interruptible(&client->wq);
}

/* Complete what nobody will serve any more as an absent device would. */
static void bao_io_client_fail_requests(struct bao_io_client *client)
{
	struct bao_io_request *io_req, *next;
	LIST_HEAD(left);

	/* Both lists in one go, so that no waiter moves a request in between. */
	mutex_lock(&client->virtio_requests_lock);
	list_splice_tail_init(&client->inflight_requests, &left);
	list_splice_tail_init(&client->virtio_requests, &left);
	mutex_unlock(&client->virtio_requests_lock);

	list_for_each_entry_safe(io_req, next, &left, list) {
		io_req->virtio_request.value = ~0ULL;
		bao_io_request_complete(&io_req->virtio_request);
		kfree(io_req);
	}
}

static void bao_io_client_serve(struct bao_io_client *client,
				struct bao_virtio_request *req)
{
	/*
	 * A failed completion has been reported and concerns this request only;
	 * the next one is served all the same.
	 */
	if (client->handler(client, req))
		bao_io_client_push_request(client->dm->control_client, req);
	else
		bao_io_request_complete(req);
}

static int bao_io_client_kernel_thread(void *data)
{
	struct bao_io_client *client = data;
	struct bao_virtio_request req;

	while (!kthread_should_stop()) {
		wait_event_interruptible(client->wq,
					 bao_io_client_has_pending_requests(client) ||
					 kthread_should_stop());

		while (bao_io_client_pop_request(client, &req))
			bao_io_client_serve(client, &req);
	}

	return 0;
}

/**
 * bao_io_client_create - create a client of a DM
 * @dm: the DM
 * @handler: serves requests in a thread of the client, NULL for user space
 * @data: for @handler
 * @is_control: the client is the one of user space
 * @name: name of the client
 *
 * A client with a handler must be created after the control client, which gets
 * what the handler refuses.
 *
 * Return: the client or an ERR_PTR()
 */
struct bao_io_client *bao_io_client_create(struct bao_dm *dm,
					   bao_io_client_handler_t handler,
					   void *data, bool is_control,
					   const char *name)
{
	struct bao_io_client *client;
	struct task_struct *thread;

	if (is_control == !!handler)
		return ERR_PTR(-EINVAL);

	client = kzalloc(sizeof(*client), GFP_KERNEL);
	if (!client)
		return ERR_PTR(-ENOMEM);

	client->dm = dm;
	client->handler = handler;
	client->priv = data;
	client->is_control = is_control;
	strscpy(client->name, name, sizeof(client->name));
	INIT_LIST_HEAD(&client->virtio_requests);
	INIT_LIST_HEAD(&client->inflight_requests);
	mutex_init(&client->virtio_requests_lock);
	INIT_LIST_HEAD(&client->range_list);
	init_rwsem(&client->range_lock);
	init_waitqueue_head(&client->wq);

	if (handler) {
		thread = kthread_run(bao_io_client_kernel_thread, client, "%s-kthread",
				     client->name);
		if (IS_ERR(thread)) {
			kfree(client);
			return ERR_CAST(thread);
		}
		client->thread = thread;
	}

	down_write(&dm->io_clients_lock);
	list_add(&client->list, &dm->io_clients);
	up_write(&dm->io_clients_lock);

	return client;
}

/**
 * bao_io_clients_destroy - stop all clients of a DM
 * @dm: DM that gets no new requests any more
 *
 * Wakes up whoever waits for requests, and completes those that are left. The
 * clients stay allocated, since files that are still open may refer to them.
 */
void bao_io_clients_destroy(struct bao_dm *dm)
{
	struct bao_io_client *client;

	down_read(&dm->io_clients_lock);

	list_for_each_entry(client, &dm->io_clients, list) {
		set_bit(BAO_IO_CLIENT_DESTROYING, &client->flags);
		if (client->thread)
			kthread_stop(client->thread);
		client->thread = NULL;
		wake_up_all(&client->wq);
	}

	/* Not before all threads have stopped: they pass requests on. */
	list_for_each_entry(client, &dm->io_clients, list)
		bao_io_client_fail_requests(client);

	up_read(&dm->io_clients_lock);
}

/**
 * bao_io_clients_free - free all clients of a DM
 * @dm: DM that nobody refers to any more
 */
void bao_io_clients_free(struct bao_dm *dm)
{
	struct bao_io_client *client, *next_client;
	struct bao_io_range *range, *next_range;

	list_for_each_entry_safe(client, next_client, &dm->io_clients, list) {
		list_for_each_entry_safe(range, next_range, &client->range_list, list) {
			list_del(&range->list);
			kfree(range);
		}
		list_del(&client->list);
		kfree(client);
	}
}

/**
 * bao_io_client_range_add - let a client serve a range of addresses
 * @client: the client
 * @start: first address
 * @end: last address, inclusive
 *
 * Return: 0 or a negative errno
 */
int bao_io_client_range_add(struct bao_io_client *client, u64 start, u64 end)
{
	struct bao_io_range *range;

	if (end < start)
		return -EINVAL;

	range = kzalloc(sizeof(*range), GFP_KERNEL);
	if (!range)
		return -ENOMEM;

	range->start = start;
	range->end = end;

	down_write(&client->range_lock);
	list_add(&range->list, &client->range_list);
	up_write(&client->range_lock);

	return 0;
}

/**
 * bao_io_client_range_del - take one range away again
 * @client: the client
 * @start: first address
 * @end: last address, inclusive
 *
 * A range that was added several times has to be removed as often.
 */
void bao_io_client_range_del(struct bao_io_client *client, u64 start, u64 end)
{
	struct bao_io_range *range;

	down_write(&client->range_lock);
	list_for_each_entry(range, &client->range_list, list) {
		if (range->start == start && range->end == end) {
			list_del(&range->list);
			kfree(range);
			break;
		}
	}
	up_write(&client->range_lock);
}

static bool bao_io_range_contains(const struct bao_io_range *range,
				  const struct bao_virtio_request *req)
{
	/* Written so that an access at the end of the address space cannot wrap. */
	return req->access_width && req->addr >= range->start && req->addr <= range->end &&
	       req->access_width - 1 <= range->end - req->addr;
}

static bool bao_io_client_serves(struct bao_io_client *client,
				 const struct bao_virtio_request *req)
{
	struct bao_io_range *range;
	bool found = false;

	down_read(&client->range_lock);
	list_for_each_entry(range, &client->range_list, list) {
		found = bao_io_range_contains(range, req);
		if (found)
			break;
	}
	up_read(&client->range_lock);

	return found;
}

/**
 * bao_io_client_find - find the client that serves a request
 * @dm: DM of the request
 * @req: the request
 *
 * Return: the client with a fitting range, else the control client
 */
struct bao_io_client *bao_io_client_find(struct bao_dm *dm,
					 const struct bao_virtio_request *req)
{
	struct bao_io_client *client;

	lockdep_assert_held(&dm->io_clients_lock);

	list_for_each_entry(client, &dm->io_clients, list) {
		if (bao_io_client_serves(client, req))
			return client;
	}

	return dm->control_client;
}
