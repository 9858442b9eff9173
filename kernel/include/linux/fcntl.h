/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_FCNTL_H
#define _LINUX_FCNTL_H
#include <uapi/linux/fcntl.h>
#define force_o_largefile() true
#endif
