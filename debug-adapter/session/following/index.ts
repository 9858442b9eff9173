// SPDX-License-Identifier: Apache-2.0
/** The door: following one request or notification through all partitions. */

export { deviceOfThread, requestOfThread } from './choose-request';
export { Following, type WantedStage } from './following';
