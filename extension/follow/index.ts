// SPDX-License-Identifier: Apache-2.0
/** The door: following requests, as the editor offers it. */
export { registerFollowCommands } from './commands';
export { FollowedStatus } from './followed-status';
