// SPDX-License-Identifier: GPL-2.0
/*
 * Bao I/O dispatcher: ioeventfds
 *
 * An ioeventfd turns a frontend's write to a register, the doorbell of a
 * virtqueue as a rule, into a signal on an eventfd. A kernel thread serves
 * these writes, so that the frontend goes on before the device model runs.
 */

#include <linux/err.h>
#include <linux/eventfd.h>
#include <linux/slab.h>
#include "bao_drv.h"

/**
 * struct ioeventfd - eventfd signalled by writes to a register
 * @list: entry in bao_dm.ioeventfds
 * @eventfd: the eventfd
 * @addr: address of the register
 * @data: value to match, unless @wildcard
 * @length: width of the register in bytes
 * @wildcard: any value matches
 * @signals: how often it has signalled @eventfd, for debuggers
 */
struct ioeventfd {
	struct list_head list;
	struct eventfd_ctx *eventfd;
	u64 addr;
	u64 data;
	u32 length;
	bool wildcard;
	u64 signals;
};

static u64 ioeventfd_last_addr(const struct ioeventfd *p)
{
	return p->addr + p->length - 1;
}

static int bao_ioeventfd_check(const struct bao_ioeventfd *config)
{
	const u32 known = BAO_IOEVENTFD_FLAG_DATAMATCH | BAO_IOEVENTFD_FLAG_DEASSIGN;

	if ((config->flags & ~known) || config->reserved)
		return -EINVAL;

	switch (config->len) {
	case 1:
	case 2:
	case 4:
	case 8:
		break;
	default:
		return -EINVAL;
	}

	return config->addr + config->len - 1 < config->addr ? -EINVAL : 0;
}

static void bao_ioeventfd_shutdown(struct bao_dm *dm, struct ioeventfd *p)
{
	lockdep_assert_held(&dm->ioeventfds_lock);

	bao_io_client_range_del(dm->ioeventfd_client, p->addr, ioeventfd_last_addr(p));
	list_del(&p->list);
	eventfd_ctx_put(p->eventfd);
	kfree(p);
}

/* Whether some write would match both; which eventfd it meant is then unclear. */
static bool bao_ioeventfd_is_conflict(struct bao_dm *dm, const struct ioeventfd *new)
{
	struct ioeventfd *p;

	lockdep_assert_held(&dm->ioeventfds_lock);

	list_for_each_entry(p, &dm->ioeventfds, list) {
		if (p->addr == new->addr &&
		    (p->wildcard || new->wildcard || p->data == new->data))
			return true;
	}

	return false;
}

/*
 * The hypervisor reports the whole source register of a store, whatever its
 * width; only what the store would have written may count.
 */
static u64 bao_io_written_value(const struct bao_virtio_request *req)
{
	if (!req->access_width || req->access_width >= sizeof(u64))
		return req->value;

	return req->value & GENMASK_ULL(req->access_width * BITS_PER_BYTE - 1, 0);
}

static struct ioeventfd *bao_ioeventfd_match(struct bao_dm *dm,
					     const struct bao_virtio_request *req)
{
	u64 data = bao_io_written_value(req);
	struct ioeventfd *p;

	lockdep_assert_held(&dm->ioeventfds_lock);

	list_for_each_entry(p, &dm->ioeventfds, list) {
		if (p->addr == req->addr && p->length >= req->access_width &&
		    (p->wildcard || p->data == data))
			return p;
	}

	return NULL;
}

static int bao_ioeventfd_insert(struct bao_dm *dm, struct ioeventfd *new)
{
	int ret;

	lockdep_assert_held(&dm->ioeventfds_lock);

	if (bao_ioeventfd_is_conflict(dm, new))
		return -EEXIST;

	ret = bao_io_client_range_add(dm->ioeventfd_client, new->addr, ioeventfd_last_addr(new));
	if (ret)
		return ret;

	list_add_tail(&new->list, &dm->ioeventfds);

	return 0;
}

static int bao_ioeventfd_assign(struct bao_dm *dm, const struct bao_ioeventfd *config)
{
	struct eventfd_ctx *eventfd;
	struct ioeventfd *new;
	int ret;

	eventfd = eventfd_ctx_fdget(config->fd);
	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);

	new = kzalloc(sizeof(*new), GFP_KERNEL);
	if (!new) {
		ret = -ENOMEM;
		goto err_put_eventfd;
	}

	new->eventfd = eventfd;
	new->addr = config->addr;
	new->length = config->len;
	new->wildcard = !(config->flags & BAO_IOEVENTFD_FLAG_DATAMATCH);
	if (!new->wildcard)
		new->data = config->data;

	mutex_lock(&dm->ioeventfds_lock);
	ret = bao_ioeventfd_insert(dm, new);
	mutex_unlock(&dm->ioeventfds_lock);
	if (ret)
		goto err_free;

	return 0;

err_free:
	kfree(new);
err_put_eventfd:
	eventfd_ctx_put(eventfd);
	return ret;
}

static bool bao_ioeventfd_is(const struct ioeventfd *p, const struct eventfd_ctx *eventfd,
			     const struct bao_ioeventfd *config)
{
	bool wildcard = !(config->flags & BAO_IOEVENTFD_FLAG_DATAMATCH);

	return p->eventfd == eventfd && p->addr == config->addr && p->length == config->len &&
	       p->wildcard == wildcard && (wildcard || p->data == config->data);
}

static int bao_ioeventfd_deassign(struct bao_dm *dm, const struct bao_ioeventfd *config)
{
	struct eventfd_ctx *eventfd;
	struct ioeventfd *p;
	int ret = -ENOENT;

	eventfd = eventfd_ctx_fdget(config->fd);
	if (IS_ERR(eventfd))
		return PTR_ERR(eventfd);

	mutex_lock(&dm->ioeventfds_lock);
	list_for_each_entry(p, &dm->ioeventfds, list) {
		if (bao_ioeventfd_is(p, eventfd, config)) {
			bao_ioeventfd_shutdown(dm, p);
			ret = 0;
			break;
		}
	}
	mutex_unlock(&dm->ioeventfds_lock);

	eventfd_ctx_put(eventfd);

	return ret;
}

/*
 * Reads of a doorbell and values that no ioeventfd waits for are the device
 * model's business.
 */
static int bao_ioeventfd_handler(struct bao_io_client *client, struct bao_virtio_request *req)
{
	struct bao_dm *dm = client->dm;
	struct ioeventfd *p;

	if (req->op != BAO_IO_WRITE)
		return -ENOENT;

	mutex_lock(&dm->ioeventfds_lock);
	p = bao_ioeventfd_match(dm, req);
	if (p) {
		p->signals++;
		eventfd_signal(p->eventfd);
	}
	mutex_unlock(&dm->ioeventfds_lock);

	return p ? 0 : -ENOENT;
}

/**
 * bao_ioeventfd_client_config - add or remove an ioeventfd
 * @dm: the DM; the caller holds its model_lock
 * @config: what user space asks for
 *
 * Return: 0 or a negative errno
 */
int bao_ioeventfd_client_config(struct bao_dm *dm, const struct bao_ioeventfd *config)
{
	int ret;

	lockdep_assert_held(&dm->model_lock);

	ret = bao_ioeventfd_check(config);
	if (ret)
		return ret;

	if (config->flags & BAO_IOEVENTFD_FLAG_DEASSIGN)
		return bao_ioeventfd_deassign(dm, config);

	return bao_ioeventfd_assign(dm, config);
}

/**
 * bao_ioeventfd_client_init - create the client that serves ioeventfds
 * @dm: DM that has a control client
 *
 * Return: 0 or a negative errno
 */
int bao_ioeventfd_client_init(struct bao_dm *dm)
{
	struct bao_io_client *client;
	char name[BAO_NAME_MAX_LEN];

	scnprintf(name, sizeof(name), "bao-ioevfdc%u", dm->info.id);

	client = bao_io_client_create(dm, bao_ioeventfd_handler, NULL, false, name);
	if (IS_ERR(client))
		return PTR_ERR(client);

	dm->ioeventfd_client = client;

	return 0;
}

/**
 * bao_ioeventfd_client_destroy - remove all ioeventfds
 * @dm: DM whose device model has gone; the caller holds its model_lock
 *
 * The client stays, and hands what it still gets to the control client.
 */
void bao_ioeventfd_client_destroy(struct bao_dm *dm)
{
	struct ioeventfd *p, *next;

	lockdep_assert_held(&dm->model_lock);

	mutex_lock(&dm->ioeventfds_lock);
	list_for_each_entry_safe(p, next, &dm->ioeventfds, list)
		bao_ioeventfd_shutdown(dm, p);
	mutex_unlock(&dm->ioeventfds_lock);
}
