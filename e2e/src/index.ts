export { type Answer, type AnswerError, type Client, connect, logIn } from './client.ts';
export { type Flagship, whatIsLost } from './flagship.ts';
export { KEYBOARDS, MOUSE, stockTheShelves, stockWideShelves } from './shelves.ts';
export { emptyCaches, openShop, type Shop, type ShopSettings } from './shop.ts';
