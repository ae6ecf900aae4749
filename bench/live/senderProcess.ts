/** Sends a made-up market over a WebSocket on this machine: `node senderProcess.ts <messages a second>`. Prints its port. */

import { WebSocketServer } from 'ws';
import { Frames } from './frames.ts';

const perSecond = Number(process.argv[2]);
const BOOK_MS = 500;
const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
const nowMs = (): number => performance.timeOrigin + performance.now();

server.on('listening', () => {
  const address = server.address();
  if (typeof address === 'object' && address !== null) console.log(address.port);
});
server.on('connection', (socket) => {
  const frames = new Frames('speed');
  const beganMs = nowMs();
  let sent = 0;
  let bookMs = 0;
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as { method: string };
    const answer = message.method === 'ping' ? { channel: 'pong' } : { channel: 'subscriptionResponse', data: message };
    socket.send(JSON.stringify(answer));
  });
  const timer = setInterval(() => {
    const elapsedMs = nowMs() - beganMs;
    while (sent < (elapsedMs * perSecond) / 1000) {
      const sentMs = nowMs();
      const timeMs = Math.floor(sentMs);
      sent++;
      if (sentMs - bookMs >= BOOK_MS) {
        bookMs = sentMs;
        socket.send(frames.book(timeMs, sentMs));
      } else socket.send(sent % 3 === 0 ? frames.trade(timeMs, sentMs) : frames.best(timeMs, sentMs));
    }
  }, 1);
  socket.on('close', () => clearInterval(timer));
});
process.on('disconnect', () => process.exit());
