/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_POISON_H
#define _LINUX_POISON_H

#define POISON_POINTER_DELTA 0xdead000000000000UL

/* What list_del leaves behind: not canonical, so that following it faults. */
#define LIST_POISON1	((void *)(0x100 + POISON_POINTER_DELTA))
#define LIST_POISON2	((void *)(0x122 + POISON_POINTER_DELTA))

#define POISON_INUSE	0x5a	/* allocated, never written */
#define POISON_FREE	0x6b	/* freed */
#define POISON_END	0xa5	/* last byte of a freed object */

#endif
