/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_ERRNAME_H
#define _LINUX_ERRNAME_H

/* The name of an error number ("-ENOMEM"), or NULL when it has none. */
const char *errname(int err);

#endif
