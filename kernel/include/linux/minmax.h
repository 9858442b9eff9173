/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MINMAX_H
#define _LINUX_MINMAX_H

#include <linux/build_bug.h>

#define __careful_cmp(x, y, op, ux, uy) ({ \
	__auto_type ux = (x); __auto_type uy = (y); ux op uy ? ux : uy; })

#define min(x, y)	__careful_cmp(x, y, <, __UNIQUE_ID(x_), __UNIQUE_ID(y_))
#define max(x, y)	__careful_cmp(x, y, >, __UNIQUE_ID(x_), __UNIQUE_ID(y_))
#define min_t(type, x, y) ({ type __min1 = (x); type __min2 = (y); __min1 < __min2 ? __min1 : __min2; })
#define max_t(type, x, y) ({ type __max1 = (x); type __max2 = (y); __max1 > __max2 ? __max1 : __max2; })
#define umin(x, y)	min_t(unsigned long long, x, y)
#define umax(x, y)	max_t(unsigned long long, x, y)
#define min3(x, y, z)	min((typeof(x))min(x, y), z)
#define max3(x, y, z)	max((typeof(x))max(x, y), z)
#define clamp(val, lo, hi)		min((typeof(val))max(val, lo), hi)
#define clamp_t(type, val, lo, hi)	min_t(type, max_t(type, val, lo), hi)
#define clamp_val(val, lo, hi)		clamp_t(typeof(val), val, lo, hi)
#define min_not_zero(x, y) ({ \
	typeof(x) __x = (x); typeof(y) __y = (y); \
	__x == 0 ? __y : (__y == 0 ? __x : min(__x, __y)); })
#define MIN(a, b)	((a) < (b) ? (a) : (b))
#define MAX(a, b)	((a) > (b) ? (a) : (b))
#define swap(a, b) do { typeof(a) __tmp = (a); (a) = (b); (b) = __tmp; } while (0)
#define in_range(val, start, len)	((val) >= (start) && (val) - (start) < (len))

#endif
