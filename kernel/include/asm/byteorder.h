/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_BYTEORDER_H
#define _ASM_BYTEORDER_H

#include <linux/types.h>

#define __LITTLE_ENDIAN 1234

#define cpu_to_le16(x)	((__force __le16)(__u16)(x))
#define cpu_to_le32(x)	((__force __le32)(__u32)(x))
#define cpu_to_le64(x)	((__force __le64)(__u64)(x))
#define le16_to_cpu(x)	((__u16)(x))
#define le32_to_cpu(x)	((__u32)(x))
#define le64_to_cpu(x)	((__u64)(x))

static inline __u16 __swab16(__u16 x)
{
	return x << 8 | x >> 8;
}

static inline __u32 __swab32(__u32 x)
{
	return (__u32)__swab16(x) << 16 | __swab16(x >> 16);
}

static inline __u64 __swab64(__u64 x)
{
	return (__u64)__swab32(x) << 32 | __swab32(x >> 32);
}

#define swab16(x)	__swab16(x)
#define swab32(x)	__swab32(x)
#define swab64(x)	__swab64(x)
#define cpu_to_be16(x)	((__force __be16)__swab16(x))
#define cpu_to_be32(x)	((__force __be32)__swab32(x))
#define cpu_to_be64(x)	((__force __be64)__swab64(x))
#define be16_to_cpu(x)	__swab16(x)
#define be32_to_cpu(x)	__swab32(x)
#define be64_to_cpu(x)	__swab64(x)

static inline __u32 be32_to_cpup(const __be32 *p)
{
	return be32_to_cpu(*p);
}

static inline __u64 be64_to_cpup(const __be64 *p)
{
	return be64_to_cpu(*p);
}

#endif
