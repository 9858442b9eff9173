/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_OSQ_LOCK_H
#define _LINUX_OSQ_LOCK_H

#include <linux/types.h>

#endif
