// SPDX-License-Identifier: Apache-2.0
/** struct bao_virtio_request of the drivers' user-space interface (uapi/linux/bao.h): six 64-bit fields. */

import type { Target, VirtualSpace } from '../../target';

const BYTES = 48;

export interface VirtioRequest {
  readonly deviceModel: bigint;
  readonly address: bigint;
  readonly operation: bigint;
  readonly value: bigint;
  readonly width: bigint;
  readonly id: bigint;
}

/** Undefined where it is not mapped. @param address guest-virtual */
export async function readVirtioRequest(
  target: Target,
  space: VirtualSpace,
  address: bigint,
): Promise<VirtioRequest | undefined> {
  const bytes = await target.readMemory({ space, value: address }, BYTES);
  if (bytes.length < BYTES) {
    return undefined;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const [deviceModel, at, operation, value, width, id] = [0, 8, 16, 24, 32, 40].map((offset) =>
    view.getBigUint64(offset, true),
  ) as [bigint, bigint, bigint, bigint, bigint, bigint];
  return { deviceModel, address: at, operation, value, width, id };
}
