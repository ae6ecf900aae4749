/** Sends one message, to see whether it arrives. */

import { ExplainedError } from '../market/explainedError.ts';
import type { Channel } from '../notify/channel.ts';
import { send } from '../notify/send.ts';
import { UsageError } from './errors.ts';
import { notifyChannel } from './notifyChannel.ts';
import type { UseCasePorts } from './ports.ts';

/** The service did not take the message. */
class NotSent extends ExplainedError {
  override name = 'NotSent';
  readonly errorKind = 'system';
}

/** Tries once. Returns the name of the service. @throws UsageError where none is set up, NotSent */
export async function sendTestMessage(ports: Pick<UseCasePorts, 'settings' | 'now'>): Promise<Channel['name']> {
  const loaded = ports.settings();
  const channel = notifyChannel(loaded);
  if (channel === null) throw new UsageError('notify.use is none: set it in tune.toml, as docs/notify.md says');
  if (typeof channel === 'string') throw new UsageError(channel);
  const { study, notify } = loaded.config;
  const message = {
    title: `tune: ${study.name}`,
    lines: ['This is a test: messages about your campaigns come like this one.'],
    link: notify.dashboardUrl === '' ? null : notify.dashboardUrl,
  };
  const sent = await send(channel, message, Date.parse(ports.now()), new AbortController().signal);
  if (sent.kind === 'sent') return channel.name;
  const wait =
    sent.kind === 'later' && sent.afterMs !== null ? `; try again in ${Math.ceil(sent.afterMs / 1000)} s` : '';
  throw new NotSent(`the message was not sent: ${sent.why}${wait}`);
}
