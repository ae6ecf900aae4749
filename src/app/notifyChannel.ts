/** The service that messages go by, from the settings and the keys. */

import type { LoadedConfig } from '../config/load.ts';
import { type Channel, ntfyChannel, telegramChannel, webhookChannel } from '../notify/channel.ts';

/** Variables of the environment or of .env that hold keys. */
const KEYS = { ntfy: 'NTFY_TOPIC', telegram: 'TELEGRAM_BOT_TOKEN', webhook: 'WEBHOOK_URL' } as const;

/** null where none is wanted; a sentence where something is missing or wrong. It holds no key. */
export function notifyChannel({ config, secret }: LoadedConfig): Channel | string | null {
  const { use, server, telegramChat } = config.notify;
  if (use === 'none') return null;
  const key = secret(KEYS[use])?.trim() ?? '';
  if (key === '') return `${KEYS[use]} is in neither .env nor the environment`;
  if (server !== '' && !isSafe(server)) return UNSAFE('notify.server');
  switch (use) {
    case 'ntfy':
      if (!/^[-_A-Za-z0-9]{1,64}$/.test(key)) return 'NTFY_TOPIC is no topic: letters, digits, - and _, at most 64';
      return ntfyChannel({
        server: server === '' ? 'https://ntfy.sh' : server,
        topic: key,
        token: secret('NTFY_TOKEN')?.trim() ?? '',
      });
    case 'telegram':
      if (!/^\d+:[-_A-Za-z0-9]+$/.test(key)) return 'TELEGRAM_BOT_TOKEN is no token of the form 123456:ABC…';
      if (telegramChat === '') return 'notify.telegram_chat is empty: name the chat';
      return telegramChannel({
        server: server === '' ? 'https://api.telegram.org' : server,
        token: key,
        chat: telegramChat,
      });
    case 'webhook':
      if (!URL.canParse(key)) return 'WEBHOOK_URL is no address';
      return isSafe(key) ? webhookChannel(key) : UNSAFE('WEBHOOK_URL');
  }
}

const UNSAFE = (name: string): string =>
  `${name} has to begin with https://, except for this machine: a key would be sent in the clear`;

function isSafe(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname } = new URL(address);
  return protocol === 'https:' || (protocol === 'http:' && ['127.0.0.1', 'localhost', '[::1]'].includes(hostname));
}
