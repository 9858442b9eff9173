// SPDX-License-Identifier: Apache-2.0
/** The door: virtio devices as drivers see them. */
export {
  deviceTypeName,
  findRegister,
  queueName,
  registerName,
  registerOffset,
  VIRTIO_MAGIC,
  VirtioOffset,
  valueMeaning,
} from './registers';
