// SPDX-License-Identifier: Apache-2.0
export { openExample } from './open-example';
