/* Made by npm run codegen from schema/; changes are lost. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OrderMapper, OrderItemMapper, OrderEventMapper, PaymentMapper, OrderConnectionMapper, CartMapper, CartLineMapper, AvailabilityMapper, StockLevelMapper, StockConnectionMapper, StockMovementMapper, MovementConnectionMapper, PromotionMapper, PromotionConnectionMapper, TaxRateConnectionMapper, VariantMapper, UserMapper } from './schema.mappers.ts';
import type { Context } from '../context.ts';
export type Maybe<T> = T | null;
export type InputMaybe<T> = Maybe<T>;
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>;
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> };
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string; }
  String: { input: string; output: string; }
  Boolean: { input: boolean; output: boolean; }
  Int: { input: number; output: number; }
  Float: { input: number; output: number; }
  /** An ISO 3166-1 alpha-2 code such as DE. */
  CountryCode: { input: string; output: string; }
  /** An ISO 4217 code such as EUR. */
  Currency: { input: string; output: string; }
  /** An instant in UTC, ISO 8601. */
  DateTime: { input: Date; output: Date | string; }
  /** An address such as ada@example.org. */
  EmailAddress: { input: string; output: string; }
  /** A BCP 47 language tag such as en-GB. */
  Locale: { input: string; output: string; }
  /** A number in E.164 form such as +4930123456. */
  PhoneNumber: { input: string; output: string; }
  /** A whole number of up to 53 bits. */
  SafeInt: { input: number; output: number; }
  /** An absolute address of a page or picture. */
  URL: { input: URL; output: URL | string; }
};

/** A change of what lies on the shelf. Staff book RECEIVED and ADJUSTED only. */
export type AdjustStockInput = {
  /** Pieces that came; negative: pieces that are gone. RECEIVED is positive. */
  delta: Scalars['Int']['input'];
  /** The version that was read. If the stock has changed since, the answer is ConcurrentModification. 0: the SKU was never stocked. */
  expectedVersion?: InputMaybe<Scalars['Int']['input']>;
  /** Made by the client for each change and kept for at least a day. The same key never books twice. */
  idempotencyKey: Scalars['ID']['input'];
  /** RECEIVED also opens a SKU that was never stocked. */
  kind: MovementKind;
  /** What people read in the ledger. */
  reason: Scalars['String']['input'];
  /** A SKU that the catalog knows, or that was stocked before. */
  sku: Scalars['ID']['input'];
};

/** The result of adjustStock, countStock and setLowStockThreshold. */
export type AdjustStockResult = ConcurrentModification | IdempotencyConflict | InsufficientStock | StockLevel | UnknownSku;

/** How many pieces can be bought now. */
export type Availability = {
  __typename?: 'Availability';
  /** The exact number up to 10; 10 where there are more. */
  available: Scalars['Int']['output'];
  /** True where one piece or more can be bought. */
  inStock: Scalars['Boolean']['output'];
};

/** What a customer intends to buy. A cart is kept for 30 days after its last use. */
export type Cart = {
  __typename?: 'Cart';
  /** When the cart is deleted if nobody uses it; null for a cart that has never had a line. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** The token that opens this cart. Only a guest sees it: after sending it, or when the cart is new. */
  guestToken?: Maybe<Scalars['String']['output']>;
  /** The id of the cart. */
  id: Scalars['ID']['output'];
  /** The number of pieces in all lines. */
  itemCount: Scalars['Int']['output'];
  /** The lines, in the order in which they were added. */
  lines: Array<CartLine>;
  /** The sum of all lines that are still sold, at today's prices. Null while the cart is empty. */
  subtotal?: Maybe<Money>;
  /** Raised by every change. A checkout names the version that the customer saw. */
  version: Scalars['Int']['output'];
};

/** Why a line of a cart cannot be bought as it is. */
export type CartIssue =
  /** Fewer pieces are available than the line has. */
  | 'LESS_AVAILABLE'
  /** The SKU is no longer sold. */
  | 'NO_LONGER_SOLD'
  /** No piece is available. */
  | 'OUT_OF_STOCK'
  /** The price has changed since the line was last changed. */
  | 'PRICE_CHANGED';

/** Some pieces of one SKU, at today's price. */
export type CartLine = {
  __typename?: 'CartLine';
  /** The id of the line. */
  id: Scalars['ID']['output'];
  /** Why the line cannot be bought as it is; null where it can. */
  issue?: Maybe<CartIssue>;
  /** Unit price times quantity; null where the SKU is no longer sold. */
  lineTotal?: Maybe<Money>;
  /** The number of pieces. */
  quantity: Scalars['Int']['output'];
  /** What is to be bought. */
  sku: Scalars['ID']['output'];
  /** Today's price of one piece; null where the SKU is no longer sold. */
  unitPrice?: Maybe<Money>;
  /** Null where the product is no longer shown. */
  variant?: Maybe<Variant>;
};

/** No cart has this token: the cart has expired or was merged. */
export type CartNotFound = DomainError & {
  __typename?: 'CartNotFound';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The result of a change of a cart. */
export type CartResult = Cart | CartNotFound | CurrencyMismatch | InsufficientStock | QuantityOutOfRange | UnknownSku;

/**
 * Another request is working on the same key or the same cart, or the payment provider has not answered yet: call again with the
 * same key.
 */
export type CheckoutInProgress = DomainError & {
  __typename?: 'CheckoutInProgress';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** The order that is at work. */
  order: Order;
  /** Ask again after this time, in milliseconds. */
  retryAfterMs: Scalars['Int']['output'];
};

/**
 * cartVersion and expectedTotal are what the customer saw: a different cart gives ConcurrentModification, a different total
 * gives PriceChanged. A guest gives guestToken and email.
 */
export type CheckoutInput = {
  /** Where the bill goes. It may be left out where something is shipped: then it is the shipping address. */
  billingAddress?: InputMaybe<ShippingAddressInput>;
  /** The version of the cart that the customer saw. */
  cartVersion: Scalars['Int']['input'];
  /** The guest's address. For a signed-in customer the shop uses the account's address. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** The total that the customer saw. */
  expectedTotal: MoneyInput;
  /** The token of a guest's cart. */
  guestToken?: InputMaybe<Scalars['String']['input']>;
  /** The client makes a new key for each attempt to buy. The shop keeps it for at least a day. */
  idempotencyKey: Scalars['ID']['input'];
  /** The language in which the customer is written to, such as de-AT; English where the shop does not have it. */
  locale?: InputMaybe<Scalars['Locale']['input']>;
  /** The payment provider's token of the card or account. */
  paymentMethod: Scalars['String']['input'];
  /** A promotion's code, in any letter case. */
  promotionCode?: InputMaybe<Scalars['String']['input']>;
  /** The page to return to after an approval. Its origin must be one of the shop's. */
  returnUrl?: InputMaybe<Scalars['URL']['input']>;
  /** Where the goods go. A cart that needs no shipping needs billingAddress instead of this and shippingMethod. */
  shippingAddress?: InputMaybe<ShippingAddressInput>;
  /** The code of one of the quote's methods. */
  shippingMethod?: InputMaybe<Scalars['String']['input']>;
  /** The customer's VAT id, kept as it was given. */
  vatId?: InputMaybe<Scalars['String']['input']>;
};

/** The result of checkout. */
export type CheckoutResult = CartNotFound | CheckoutInProgress | CheckoutSuccess | ConcurrentModification | EmptyCart | IdempotencyConflict | InsufficientStock | InvalidShipping | ItemUnavailable | PaymentActionRequired | PaymentDeclined | PriceChanged | PromotionInvalid;

/** The order is placed, and its payment is authorised or captured. */
export type CheckoutSuccess = {
  __typename?: 'CheckoutSuccess';
  /** The order that was placed. */
  order: Order;
};

/** The result of claimOrder. */
export type ClaimOrderResult = Order | OrderNotFound;

/** It was changed in the meantime: read it again. currentVersion is 0 where it does not exist. */
export type ConcurrentModification = DomainError & {
  __typename?: 'ConcurrentModification';
  /** The version now. */
  currentVersion: Scalars['Int']['output'];
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The SKU's price is in another currency than the cart; a cart has one currency. */
export type CurrencyMismatch = DomainError & {
  __typename?: 'CurrencyMismatch';
  /** The currency of the cart. */
  cart: Scalars['Currency']['output'];
  /** The currency of the SKU's price. */
  item: Scalars['Currency']['output'];
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** An expected outcome other than success. */
export type DomainError = {
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The cart is empty. */
export type EmptyCart = DomainError & {
  __typename?: 'EmptyCart';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The key was already used with a different input. */
export type IdempotencyConflict = DomainError & {
  __typename?: 'IdempotencyConflict';
  /** The key that was given. */
  key: Scalars['ID']['output'];
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** Fewer pieces are available than were asked for. */
export type InsufficientStock = DomainError & {
  __typename?: 'InsufficientStock';
  /** The SKUs of which too few pieces are available. */
  lines: Array<StockShortage>;
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The address or the shipping method cannot be used. field names the field of the input, or the SKU whose weight is not known. */
export type InvalidShipping = DomainError & {
  __typename?: 'InvalidShipping';
  /** A field of the input, or a SKU. */
  field: Scalars['String']['output'];
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** A SKU is unknown or no longer sold. */
export type ItemUnavailable = DomainError & {
  __typename?: 'ItemUnavailable';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** The SKUs that cannot be bought. */
  skus: Array<Scalars['ID']['output']>;
};

/** An amount in minor units of the currency: 1999 USD is 19.99 dollars, 1999 JPY is 1999 yen. */
export type Money = {
  __typename?: 'Money';
  /** In minor units of the currency. */
  amount: Scalars['SafeInt']['output'];
  /** The currency of the amount. */
  currency: Scalars['Currency']['output'];
};

/** An amount in minor units of the currency. */
export type MoneyInput = {
  /** In minor units of the currency. */
  amount: Scalars['SafeInt']['input'];
  /** The currency of the amount. */
  currency: Scalars['Currency']['input'];
};

/** A page of a SKU's ledger. */
export type MovementConnection = {
  __typename?: 'MovementConnection';
  /** The entries of this page. */
  nodes: Array<StockMovement>;
  /** Whether there are further pages, and how to ask for them. */
  pageInfo: PageInfo;
};

/** Why stock came or went. */
export type MovementKind =
  /** A correction: a count, a loss, a find. */
  | 'ADJUSTED'
  /** Goods arrived. */
  | 'RECEIVED'
  /** A confirmed order was cancelled, or goods came back. */
  | 'RETURNED'
  /** An order was confirmed. */
  | 'SOLD';

export type Mutation = {
  __typename?: 'Mutation';
  /** Adds pieces of a SKU. A guest without a token gets a new cart: its guestToken is in the answer, keep it. */
  addToCart?: Maybe<CartResult>;
  /** Books goods that arrived, or corrects the stock. For staff with inventory:write. */
  adjustStock?: Maybe<AdjustStockResult>;
  /**
   * Buys the cart. Call it again with the same key after CheckoutInProgress, after an approval, and when no answer arrived: it
   * gives the same order, or buys again if that order was cancelled.
   */
  checkout?: Maybe<CheckoutResult>;
  /**
   * Adds an order that the viewer placed as a guest to the orders of the account. The order must have the verified e-mail address of
   * the account. Again it changes nothing.
   */
  claimOrder?: Maybe<ClaimOrderResult>;
  /** Removes all lines. */
  clearCart?: Maybe<CartResult>;
  /**
   * Books the difference between the pieces counted on the shelf and those that should lie there, which are onHand and allocated
   * together. For staff with inventory:write.
   */
  countStock?: Maybe<AdjustStockResult>;
  /** Deletes a rate and returns it. The shop then sells nothing of this class there. For staff with settings:write. */
  deleteTaxRate?: Maybe<TaxRateResult>;
  /** Adds a guest's cart to the viewer's cart and deletes it. A second call with the same token changes nothing. */
  mergeGuestCart?: Maybe<CartResult>;
  /** Removes a line. A SKU that is not in the cart changes nothing. */
  removeFromCart?: Maybe<CartResult>;
  /** Creates a promotion, or changes the one with this code. For staff with promotions:write. */
  savePromotion?: Maybe<PromotionResult>;
  /** Creates a shipping method, or changes the one with this code, with all of its zones. For staff with settings:write. */
  saveShippingMethod?: Maybe<ShippingMethodResult>;
  /** Changes the shop's settings. For staff with settings:write. */
  saveShopSettings?: Maybe<ShopSettingsResult>;
  /** Creates a rate, or changes the one of this country, region and class. For staff with settings:write. */
  saveTaxRate?: Maybe<TaxRateResult>;
  /** Sets the quantity of a line; 0 removes the line. */
  setCartQuantity?: Maybe<CartResult>;
  /** Sets the SKU's own threshold; null: the shop's default applies. For staff with inventory:write. */
  setLowStockThreshold?: Maybe<AdjustStockResult>;
};


export type MutationAddToCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  quantity: Scalars['Int']['input'];
  sku: Scalars['ID']['input'];
};


export type MutationAdjustStockArgs = {
  input: AdjustStockInput;
};


export type MutationCheckoutArgs = {
  input: CheckoutInput;
};


export type MutationClaimOrderArgs = {
  number: Scalars['String']['input'];
};


export type MutationClearCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
};


export type MutationCountStockArgs = {
  counted: Scalars['Int']['input'];
  expectedVersion: Scalars['Int']['input'];
  idempotencyKey: Scalars['ID']['input'];
  sku: Scalars['ID']['input'];
};


export type MutationDeleteTaxRateArgs = {
  country: Scalars['CountryCode']['input'];
  region?: InputMaybe<Scalars['String']['input']>;
  taxClass: TaxClass;
  version: Scalars['Int']['input'];
};


export type MutationMergeGuestCartArgs = {
  token: Scalars['String']['input'];
};


export type MutationRemoveFromCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  sku: Scalars['ID']['input'];
};


export type MutationSavePromotionArgs = {
  input: PromotionInput;
};


export type MutationSaveShippingMethodArgs = {
  input: ShippingMethodInput;
};


export type MutationSaveShopSettingsArgs = {
  input: ShopSettingsInput;
};


export type MutationSaveTaxRateArgs = {
  input: TaxRateInput;
};


export type MutationSetCartQuantityArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  quantity: Scalars['Int']['input'];
  sku: Scalars['ID']['input'];
};


export type MutationSetLowStockThresholdArgs = {
  sku: Scalars['ID']['input'];
  threshold?: InputMaybe<Scalars['Int']['input']>;
};

/** What was bought, at the prices of that day. */
export type Order = {
  __typename?: 'Order';
  /** Null where it is the shipping address, and once the account was erased. */
  billingAddress?: Maybe<ShippingAddress>;
  /** Null for a guest's order, and for an erased account. */
  customer?: Maybe<User>;
  /** What the promotion takes off the lines. */
  discount: Money;
  /** Null once the account was erased. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** All that happened to the order, oldest first. */
  history: Array<OrderEvent>;
  /** A UUID of version 7; it holds the time of the order. */
  id: Scalars['ID']['output'];
  /** The lines of the order, as they were bought. */
  items: Array<OrderItem>;
  /** What people read out on the phone. */
  number: Scalars['String']['output'];
  /** Every attempt to pay, oldest first. */
  payments: Array<Payment>;
  /** When the order was placed. */
  placedAt: Scalars['DateTime']['output'];
  /** Whether the prices of the lines contain the tax. total = subtotal - discount + shipping, and tax on top where they do not. */
  pricesIncludeTax: Scalars['Boolean']['output'];
  /** The price of shipping, after a promotion's free shipping. */
  shipping: Money;
  /** Null where nothing is shipped, and once the account was erased. */
  shippingAddress?: Maybe<ShippingAddress>;
  /** Null where nothing is shipped. */
  shippingMethod?: Maybe<ShippingMethod>;
  /** The part of tax that is for shipping. */
  shippingTax: Money;
  /** Where the order stands. */
  status: OrderStatus;
  /** The sum of unit price times quantity, before discount. */
  subtotal: Money;
  /** All tax of the order: that of the lines and that of shipping. */
  tax: Money;
  /** The tax by class and rate; the amounts add up to tax. Empty for orders placed before the shop recorded this. */
  taxes: Array<TaxLine>;
  /** What the customer pays. */
  total: Money;
  /** The VAT id as the customer gave it; null once the account was erased. */
  vatId?: Maybe<Scalars['String']['output']>;
  /** Raised by every change of the order. */
  version: Scalars['Int']['output'];
};

/** totalCount is counted only where it is selected, exactly up to 10,000. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  /** The orders of the page, each with its cursor. */
  edges: Array<OrderEdge>;
  /** The orders of the page. */
  nodes: Array<Order>;
  /** Where the page begins and ends. */
  pageInfo: PageInfo;
  /** The number of orders that the filter matches, 10,000 at most. */
  totalCount: Scalars['Int']['output'];
  /** False where there are more than totalCount says. */
  totalCountExact: Scalars['Boolean']['output'];
};

/** An order and its cursor. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  /** Goes into after, for the page behind this order. */
  cursor: Scalars['String']['output'];
  /** The order. */
  node: Order;
};

/** One entry of an order's history. */
export type OrderEvent = {
  __typename?: 'OrderEvent';
  /** When it happened. */
  at: Scalars['DateTime']['output'];
  /** What happened, in words. */
  note?: Maybe<Scalars['String']['output']>;
  /** The status after it. */
  status: OrderStatus;
};

/** All conditions must hold. A condition that is null, left out or an empty list does not narrow the list. */
export type OrderFilter = {
  /** Orders of this user. In User.orders any other user's id gives an empty list. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** The whole address, as its owner wrote it or in lower case. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** The whole order number, in any letter case. */
  number?: InputMaybe<Scalars['String']['input']>;
  /** Placed at this instant or later. */
  placedAfter?: InputMaybe<Scalars['DateTime']['input']>;
  /** Placed before this instant. */
  placedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  /** Orders with a line of this SKU. */
  sku?: InputMaybe<Scalars['ID']['input']>;
  /** Orders with one of these statuses. */
  status?: InputMaybe<Array<OrderStatus>>;
};

/** Name, picture and unit price are those of the day it was bought. */
export type OrderItem = {
  __typename?: 'OrderItem';
  /** The line's share of the order's discount. */
  discount: Money;
  /** The id of the line. */
  id: Scalars['ID']['output'];
  /** The product's picture on the day of the order. */
  imageUrl?: Maybe<Scalars['URL']['output']>;
  /** After discount, in the same sense as the price. */
  lineTotal: Money;
  /** The product's name on the day of the order. */
  productName: Scalars['String']['output'];
  /** The number of pieces. */
  quantity: Scalars['Int']['output'];
  /** What was bought. */
  sku: Scalars['ID']['output'];
  /** The tax of the line. */
  tax: Money;
  /** The price of one piece, before discount. */
  unitPrice: Money;
  /** The variant as it is today; null where the product is no longer shown. */
  variant?: Maybe<Variant>;
  /** The variant's name on the day of the order. */
  variantName: Scalars['String']['output'];
};

/** The viewer has no such order. */
export type OrderNotFound = DomainError & {
  __typename?: 'OrderNotFound';
  /** The id that was asked for, where it was one. */
  id?: Maybe<Scalars['ID']['output']>;
  /** What went wrong, for people. */
  message: Scalars['String']['output'];
  /** The number that was asked for, where it was one. */
  number?: Maybe<Scalars['String']['output']>;
};

/** Where an order stands. */
export type OrderStatus =
  /** Given up. This is final: what is paid later is paid back. */
  | 'CANCELLED'
  /** Paid; nothing is shipped yet. */
  | 'CONFIRMED'
  /** All pieces have arrived. */
  | 'DELIVERED'
  /** Some of the pieces are shipped. */
  | 'PARTIALLY_SHIPPED'
  /** Placed; the payment is not settled yet. */
  | 'PENDING'
  /** All of the money was paid back. */
  | 'REFUNDED'
  /** All pieces are shipped. */
  | 'SHIPPED';

/** Where a page of a list begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  /** The cursor of the last element; null on an empty page. */
  endCursor?: Maybe<Scalars['String']['output']>;
  /** True where more follows. */
  hasNextPage: Scalars['Boolean']['output'];
  /** True where something comes before. */
  hasPreviousPage: Scalars['Boolean']['output'];
  /** The cursor of the first element; null on an empty page. */
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** One attempt to pay for an order. */
export type Payment = {
  __typename?: 'Payment';
  /** What the payment is for. */
  amount: Money;
  /** What the provider has taken so far. */
  captured: Money;
  /** When the payment was begun. */
  createdAt: Scalars['DateTime']['output'];
  /** Our id of the payment. */
  id: Scalars['ID']['output'];
  /** The payment provider, such as stripe. */
  provider: Scalars['String']['output'];
  /** The provider's id of the payment; null until the provider has given one. */
  providerReference?: Maybe<Scalars['String']['output']>;
  /** Paid back so far. */
  refunded: Money;
  /** Where the payment stands. */
  status: PaymentStatus;
};

/** The customer has to approve the payment at url, or with clientSecret in the provider's own element. The stock stays reserved until the deadline. */
export type PaymentActionRequired = DomainError & {
  __typename?: 'PaymentActionRequired';
  /** For the provider's own element in the client; null where the provider has none. */
  clientSecret?: Maybe<Scalars['String']['output']>;
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** The order, which waits for the approval. */
  order: Order;
  /** The page on which the customer approves; null where the provider has none. */
  url?: Maybe<Scalars['URL']['output']>;
};

/** The order was cancelled and its stock is available again. Try another card; the same key may be used. */
export type PaymentDeclined = DomainError & {
  __typename?: 'PaymentDeclined';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** A code such as card_declined, insufficient_funds, expired_card or approval_expired. */
  reason: Scalars['String']['output'];
};

/** Where a payment stands. */
export type PaymentStatus =
  /** The customer must approve it. */
  | 'ACTION_REQUIRED'
  /** The money is held but not yet taken. */
  | 'AUTHORISED'
  /** The money is taken. */
  | 'CAPTURED'
  /** The payment was declined or could not be captured. */
  | 'FAILED'
  /** The provider has not been asked yet, or is being asked. */
  | 'PENDING'
  /** All of it was paid back. */
  | 'REFUNDED'
  /** The provider has not yet said whether the payment succeeded. */
  | 'UNKNOWN'
  /** Cancelled before any money was taken. */
  | 'VOIDED';

/** The order would cost a different amount than the customer saw: ask for a new quote. */
export type PriceChanged = DomainError & {
  __typename?: 'PriceChanged';
  /** What the order would cost now. */
  actual: Money;
  /** What the customer saw. */
  expected: Money;
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** A discount that customers get with a code: one of basisPoints, amount and freeShipping. */
export type Promotion = {
  __typename?: 'Promotion';
  /** Whether the code is accepted. */
  active: Scalars['Boolean']['output'];
  /** What is taken off, in money. */
  amount?: Maybe<Money>;
  /** 2500 is 25 % of the subtotal. */
  basisPoints?: Maybe<Scalars['Int']['output']>;
  /** The code, in capitals; customers may type it in any letter case. */
  code: Scalars['String']['output'];
  /** The promotion ends before this instant; null: never. */
  endsAt?: Maybe<Scalars['DateTime']['output']>;
  /** True: shipping is free. */
  freeShipping: Scalars['Boolean']['output'];
  /** How many orders may use it; null: any number. */
  maxUses?: Maybe<Scalars['Int']['output']>;
  /** How many orders of one customer may use it, counted by account and by e-mail address together; null: any number. */
  maxUsesPerCustomer?: Maybe<Scalars['Int']['output']>;
  /** The smallest subtotal before discount for which it holds. */
  minimumSubtotal?: Maybe<Money>;
  /** From this instant on; null: at once. */
  startsAt?: Maybe<Scalars['DateTime']['output']>;
  /** The number of orders that use it. Orders that were cancelled before confirmation do not count. */
  used: Scalars['Int']['output'];
  /** Raised by every save. */
  version: Scalars['Int']['output'];
};

/** A page of promotions. */
export type PromotionConnection = {
  __typename?: 'PromotionConnection';
  /** The promotions of the page. */
  nodes: Array<Promotion>;
  /** Where the page begins and ends. */
  pageInfo: PageInfo;
};

/** A promotion has one of basisPoints, amount and freeShipping. */
export type PromotionInput = {
  /** Whether the code is accepted. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
  /** What is taken off, in money. */
  amount?: InputMaybe<MoneyInput>;
  /** 2500 takes 25 % off the subtotal. */
  basisPoints?: InputMaybe<Scalars['Int']['input']>;
  /** What customers type; kept in capitals. */
  code: Scalars['String']['input'];
  /** The promotion ends before this instant; left out: never. */
  endsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** True makes shipping free. */
  freeShipping?: InputMaybe<Scalars['Boolean']['input']>;
  /** How many orders may use it; left out: any number. */
  maxUses?: InputMaybe<Scalars['Int']['input']>;
  /** How many orders of one customer may use it; left out: any number. */
  maxUsesPerCustomer?: InputMaybe<Scalars['Int']['input']>;
  /** The smallest subtotal before discount for which it holds. */
  minimumSubtotal?: InputMaybe<MoneyInput>;
  /** From this instant on; left out: at once. */
  startsAt?: InputMaybe<Scalars['DateTime']['input']>;
  /** The version that was read. Leave it out for a new promotion. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

/** The code is unknown or does not hold for this order, or the promotion contradicts itself. */
export type PromotionInvalid = DomainError & {
  __typename?: 'PromotionInvalid';
  /** The code that was given. */
  code: Scalars['String']['output'];
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The result of savePromotion. */
export type PromotionResult = ConcurrentModification | Promotion | PromotionInvalid;

/** The quantity of a line, or the number of lines, is outside its limits. */
export type QuantityOutOfRange = DomainError & {
  __typename?: 'QuantityOutOfRange';
  /** The largest quantity that is allowed. */
  max: Scalars['Int']['output'];
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** The smallest quantity that is allowed. */
  min: Scalars['Int']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The viewer's cart, or a guest's cart by its token; null where the guest's cart has expired. */
  cart?: Maybe<Cart>;
  /**
   * SKUs of which no more pieces are available than their threshold, the scarcest first. The threshold is the SKU's own, otherwise
   * the shop's default; a SKU without either is not in the list. With the argument threshold: all SKUs at or below that number. For
   * staff with inventory:read; null for anyone else.
   */
  lowStock?: Maybe<StockConnection>;
  /** An order, for its owner and for staff with orders:read; null for anyone else, as if it did not exist. */
  order?: Maybe<Order>;
  /** Finds an order by its number, for its owner and for staff with orders:read. A guest also gives the e-mail address of the order. */
  orderByNumber?: Maybe<Order>;
  /** All orders, newest first, for staff with orders:read; null for anyone else. */
  orders?: Maybe<OrderConnection>;
  /** All promotions, newest first, for staff with promotions:write; null for anyone else. */
  promotions?: Maybe<PromotionConnection>;
  /** What the cart would cost: prices, shipping methods and tax, and the version of the cart for which they hold. */
  quoteCheckout?: Maybe<QuoteResult>;
  /** All shipping methods in the order in which customers see them, for staff with settings:write; null for anyone else. */
  shippingMethods?: Maybe<Array<ShippingMethodDefinition>>;
  /** The shop's settings, for staff with settings:write; null for anyone else. */
  shopSettings?: Maybe<ShopSettings>;
  /** The stock of a SKU, for staff with inventory:read. Null for anyone else, and where the SKU was never stocked. */
  stockLevel?: Maybe<StockLevel>;
  /** The table of tax rates, sorted by country, region and class, for staff with settings:write; null for anyone else. */
  taxRates?: Maybe<TaxRateConnection>;
};


export type QueryCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
};


export type QueryLowStockArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
  threshold?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryOrderArgs = {
  id: Scalars['ID']['input'];
};


export type QueryOrderByNumberArgs = {
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  number: Scalars['String']['input'];
};


export type QueryOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryPromotionsArgs = {
  active?: InputMaybe<Scalars['Boolean']['input']>;
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};


export type QueryQuoteCheckoutArgs = {
  input: QuoteInput;
};


export type QueryStockLevelArgs = {
  sku: Scalars['ID']['input'];
};


export type QueryTaxRatesArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  country?: InputMaybe<Scalars['CountryCode']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/**
 * What a cart would cost. shipping, tax and total are null until the address that gives the tax is known, and the method where
 * something is shipped.
 */
export type Quote = {
  __typename?: 'Quote';
  /** The version of the cart that the quote holds for. */
  cartVersion: Scalars['Int']['output'];
  /** What the promotion takes off the lines. */
  discount: Money;
  /** The shipping methods to choose from; empty where nothing is shipped or the address is not known yet. */
  methods: Array<ShippingMethod>;
  /** Whether the prices of the lines contain the tax. */
  pricesIncludeTax: Scalars['Boolean']['output'];
  /** The price of the chosen method. */
  shipping?: Maybe<Money>;
  /** The part of tax that is for shipping. */
  shippingTax?: Maybe<Money>;
  /** The sum of unit price times quantity, before discount. */
  subtotal: Money;
  /** All tax: that of the lines and that of shipping. */
  tax?: Maybe<Money>;
  /** What the tax is made of. */
  taxes: Array<TaxLine>;
  /** What the customer would pay. */
  total?: Maybe<Money>;
};

/** What the customer has chosen so far. A guest gives guestToken. */
export type QuoteInput = {
  /** Where the bill goes. It may be left out where something is shipped: then it is the shipping address. */
  billingAddress?: InputMaybe<ShippingAddressInput>;
  /** The token of a guest's cart. */
  guestToken?: InputMaybe<Scalars['String']['input']>;
  /** A promotion's code, in any letter case. */
  promotionCode?: InputMaybe<Scalars['String']['input']>;
  /** Where the goods go. */
  shippingAddress?: InputMaybe<ShippingAddressInput>;
  /** The code of one of the quote's methods. */
  shippingMethod?: InputMaybe<Scalars['String']['input']>;
};

/** The result of quoteCheckout. */
export type QuoteResult = CartNotFound | EmptyCart | InvalidShipping | ItemUnavailable | PromotionInvalid | Quote;

/** A postal address. */
export type ShippingAddress = {
  __typename?: 'ShippingAddress';
  /** The town. */
  city: Scalars['String']['output'];
  /** The company, if it goes to one. */
  company?: Maybe<Scalars['String']['output']>;
  /** The country. */
  country: Scalars['CountryCode']['output'];
  /** Street and number. */
  line1: Scalars['String']['output'];
  /** Floor, flat or the like. */
  line2?: Maybe<Scalars['String']['output']>;
  /** Who receives it. */
  name: Scalars['String']['output'];
  /** A number for the carrier. */
  phone?: Maybe<Scalars['PhoneNumber']['output']>;
  /** The postal code. */
  postalCode: Scalars['String']['output'];
  /** The state, province or canton, where the country has them. */
  region?: Maybe<Scalars['String']['output']>;
};

/** A postal address. */
export type ShippingAddressInput = {
  /** The town. */
  city: Scalars['String']['input'];
  /** The company, if it goes to one. */
  company?: InputMaybe<Scalars['String']['input']>;
  /** The country. */
  country: Scalars['CountryCode']['input'];
  /** Street and number. */
  line1: Scalars['String']['input'];
  /** Floor, flat or the like. */
  line2?: InputMaybe<Scalars['String']['input']>;
  /** Who receives it. */
  name: Scalars['String']['input'];
  /** A number for the carrier. */
  phone?: InputMaybe<Scalars['PhoneNumber']['input']>;
  /** The postal code. */
  postalCode: Scalars['String']['input'];
  /** The state, province or canton, where the country has them. */
  region?: InputMaybe<Scalars['String']['input']>;
};

/** A shipping method and its price. */
export type ShippingMethod = {
  __typename?: 'ShippingMethod';
  /** What a checkout names it by. */
  code: Scalars['String']['output'];
  /** What customers read. */
  label: Scalars['String']['output'];
  /** What it costs for this cart or order. */
  price: Money;
};

/** A shipping method with its prices. */
export type ShippingMethodDefinition = {
  __typename?: 'ShippingMethodDefinition';
  /** Whether the method is offered. */
  active: Scalars['Boolean']['output'];
  /** What a checkout names it by. */
  code: Scalars['String']['output'];
  /** What customers read. */
  label: Scalars['String']['output'];
  /** Methods with a lower position are shown first. */
  position: Scalars['Int']['output'];
  /** Raised by every save. */
  version: Scalars['Int']['output'];
  /** The countries it goes to, with their prices. */
  zones: Array<ShippingZone>;
};

/** A shipping method with all of its zones. A country has one price per currency. */
export type ShippingMethodInput = {
  /** Whether the method is offered. */
  active?: InputMaybe<Scalars['Boolean']['input']>;
  /** What a checkout names it by. */
  code: Scalars['String']['input'];
  /** What customers read. */
  label: Scalars['String']['input'];
  /** Methods with a lower position are shown first. */
  position?: InputMaybe<Scalars['Int']['input']>;
  /** The version that was read. Leave it out for a new method. */
  version?: InputMaybe<Scalars['Int']['input']>;
  /** The countries it goes to, with their prices. */
  zones: Array<ShippingZoneInput>;
};

/** The result of saveShippingMethod. */
export type ShippingMethodResult = ConcurrentModification | ShippingMethodDefinition;

/** The price of parcels up to a weight. */
export type ShippingStep = {
  __typename?: 'ShippingStep';
  /** In minor units of the zone's currency. */
  price: Scalars['SafeInt']['output'];
  /** The heaviest parcel that the price holds for. */
  upToGrams: Scalars['Int']['output'];
};

/** The price of parcels up to a weight. */
export type ShippingStepInput = {
  /** In minor units of the zone's currency. */
  price: Scalars['SafeInt']['input'];
  /** The heaviest parcel that the price holds for. */
  upToGrams: Scalars['Int']['input'];
};

/** Countries for which a shipping method has the same prices, in one currency. */
export type ShippingZone = {
  __typename?: 'ShippingZone';
  /** The countries of the zone. */
  countries: Array<Scalars['CountryCode']['output']>;
  /** The currency of its prices. */
  currency: Scalars['Currency']['output'];
  /** Shipping is free from this subtotal after discount on. In minor units; null: never. */
  freeFrom?: Maybe<Scalars['SafeInt']['output']>;
  /** Prices by weight. A parcel heavier than the last step cannot be sent. */
  steps: Array<ShippingStep>;
};

/** Countries for which a shipping method has the same prices, in one currency. */
export type ShippingZoneInput = {
  /** Up to 100 countries. Put more into another zone with the same prices. */
  countries: Array<Scalars['CountryCode']['input']>;
  /** The currency of its prices. */
  currency: Scalars['Currency']['input'];
  /** Shipping is free from this subtotal after discount on. In minor units; left out: never. */
  freeFrom?: InputMaybe<Scalars['SafeInt']['input']>;
  /** The prices by weight, in any order. */
  steps: Array<ShippingStepInput>;
};

/** Settings that hold for the whole shop. */
export type ShopSettings = {
  __typename?: 'ShopSettings';
  /** The weight of SKUs that have none of their own. Without it such a SKU cannot be shipped. */
  defaultWeightGrams?: Maybe<Scalars['Int']['output']>;
  /** The default for SKUs without a threshold of their own: a SKU is low when no more pieces are available. Null: no default. */
  lowStockThreshold?: Maybe<Scalars['Int']['output']>;
  /** Whether prices are shown with tax. */
  pricesIncludeTax: Scalars['Boolean']['output'];
  /** The class by whose rates shipping is taxed. */
  shippingTaxClass: TaxClass;
  /** Raised by every save; 0 while the defaults hold because the shop has saved no settings. */
  version: Scalars['Int']['output'];
};

/** Settings that hold for the whole shop. */
export type ShopSettingsInput = {
  /** The weight of SKUs that have none of their own. If it is left out, such a SKU cannot be shipped. */
  defaultWeightGrams?: InputMaybe<Scalars['Int']['input']>;
  /** The default for SKUs without a threshold of their own: a SKU is low when no more pieces are available. Null: no default. */
  lowStockThreshold?: InputMaybe<Scalars['Int']['input']>;
  /** Whether prices are shown with tax. Orders that are already placed keep what held for them. */
  pricesIncludeTax: Scalars['Boolean']['input'];
  /** The class by whose rates shipping is taxed. */
  shippingTaxClass?: InputMaybe<TaxClass>;
  /** The version that was read. Leave it out for the first settings. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

/** The result of saveShopSettings. */
export type ShopSettingsResult = ConcurrentModification | ShopSettings;

/** A page of stock levels. */
export type StockConnection = {
  __typename?: 'StockConnection';
  /** The stock levels of this page with their cursors. */
  edges: Array<StockEdge>;
  /** The stock levels of this page. */
  nodes: Array<StockLevel>;
  /** Whether there are further pages, and how to ask for them. */
  pageInfo: PageInfo;
  /** How many SKUs match, counted exactly up to 10,000. */
  totalCount: Scalars['Int']['output'];
  /** False when more than 10,000 match. */
  totalCountExact: Scalars['Boolean']['output'];
};

/** A stock level and its place in the list. */
export type StockEdge = {
  __typename?: 'StockEdge';
  /** Pass it as after to continue behind this stock level. */
  cursor: Scalars['String']['output'];
  /** The stock level. */
  node: StockLevel;
};

/** The stock of a SKU, as staff see it. */
export type StockLevel = {
  __typename?: 'StockLevel';
  /** Pieces that are sold and not shipped. The shelf holds onHand and these. */
  allocated: Scalars['Int']['output'];
  /** Pieces that can be bought: onHand minus reserved. */
  available: Scalars['Int']['output'];
  /** The SKU's own threshold; null: the shop's default applies. */
  lowStockThreshold?: Maybe<Scalars['Int']['output']>;
  /** The SKU's ledger, newest first. */
  movements: MovementConnection;
  /** Pieces that are not sold. Reserved ones are part of it. */
  onHand: Scalars['Int']['output'];
  /** Pieces held for orders that are not confirmed. */
  reserved: Scalars['Int']['output'];
  /** The SKU, as the catalog writes it. */
  sku: Scalars['ID']['output'];
  /** Null while the catalog is not available. */
  variant?: Maybe<Variant>;
  /** Raised by every change of onHand or reserved. */
  version: Scalars['Int']['output'];
};


/** The stock of a SKU, as staff see it. */
export type StockLevelMovementsArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

/** One entry of the ledger. The sum of a SKU's entries is its onHand. */
export type StockMovement = {
  __typename?: 'StockMovement';
  /** When it was booked. */
  at: Scalars['DateTime']['output'];
  /** The member of staff who booked it; null for an order's entry and for an import. */
  by?: Maybe<User>;
  /** Pieces that came; negative: pieces that went. */
  delta: Scalars['Int']['output'];
  /** Grows from entry to entry. */
  id: Scalars['ID']['output'];
  /** Why the stock changed. */
  kind: MovementKind;
  /** The order that bought the pieces or gave them back; null for other entries. */
  orderId?: Maybe<Scalars['ID']['output']>;
  /** What staff wrote; null for an order's entry. */
  reason?: Maybe<Scalars['String']['output']>;
};

/** A SKU of which too few pieces are available. */
export type StockShortage = {
  __typename?: 'StockShortage';
  /** The exact number up to 10; 10 where there are more. */
  available: Scalars['Int']['output'];
  /** The pieces that were asked for. */
  requested: Scalars['Int']['output'];
  /** The SKU. */
  sku: Scalars['ID']['output'];
};

/** Which rate of tax applies. */
export type TaxClass =
  /** The reduced rate of the country, such as that for books or food. */
  | 'REDUCED'
  /** The full rate of the country. */
  | 'STANDARD'
  /** No tax. */
  | 'ZERO';

/** The tax of one class at one rate. */
export type TaxLine = {
  __typename?: 'TaxLine';
  /** The tax. */
  amount: Money;
  /** The amount without tax that is taxed. */
  base: Money;
  /** 1900 is 19 %. */
  rateBasisPoints: Scalars['Int']['output'];
  /** The class that is taxed. */
  taxClass: TaxClass;
};

/** The tax of one class in a country, or in a region of it. */
export type TaxRate = {
  __typename?: 'TaxRate';
  /** 1900 is 19 %. */
  basisPoints: Scalars['Int']['output'];
  /** The country. */
  country: Scalars['CountryCode']['output'];
  /** The region, in capitals. Null: the whole country except regions with a rate of their own. */
  region?: Maybe<Scalars['String']['output']>;
  /** The class of goods. */
  taxClass: TaxClass;
  /** Raised by every save. */
  version: Scalars['Int']['output'];
};

/** A page of tax rates. */
export type TaxRateConnection = {
  __typename?: 'TaxRateConnection';
  /** The rates of the page. */
  nodes: Array<TaxRate>;
  /** Where the page begins and ends. */
  pageInfo: PageInfo;
};

/** The tax of one class in a country, or in a region of it. */
export type TaxRateInput = {
  /** 1900 is 19 %. */
  basisPoints: Scalars['Int']['input'];
  /** The country. */
  country: Scalars['CountryCode']['input'];
  /** The region as in addresses, in any letter case. Leave it out for the whole country. */
  region?: InputMaybe<Scalars['String']['input']>;
  /** The class of goods. */
  taxClass: TaxClass;
  /** The version that was read. Leave it out for a new rate. */
  version?: InputMaybe<Scalars['Int']['input']>;
};

/** The result of saveTaxRate and deleteTaxRate. */
export type TaxRateResult = ConcurrentModification | TaxRate;

/** The SKU is unknown or not sold. */
export type UnknownSku = DomainError & {
  __typename?: 'UnknownSku';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** The SKU that was given. */
  sku: Scalars['ID']['output'];
};

export type User = {
  __typename?: 'User';
  /** Null for anyone but the user. */
  cart?: Maybe<Cart>;
  /** A UUID; it never changes. */
  id: Scalars['ID']['output'];
  /** Newest first. Null for anyone but the user and staff with orders:read. */
  orders?: Maybe<OrderConnection>;
};


export type UserOrdersArgs = {
  after?: InputMaybe<Scalars['String']['input']>;
  filter?: InputMaybe<OrderFilter>;
  first?: InputMaybe<Scalars['Int']['input']>;
};

export type Variant = {
  __typename?: 'Variant';
  /** Null where the SKU was never stocked. */
  availability?: Maybe<Availability>;
  /** The price of shipping one piece to the country by the cheapest method; null where the shop does not ship there. It is in the currency of the variant's price. */
  shippingEstimate?: Maybe<Money>;
  /** The stock keeping unit: the variant's key in the whole shop. */
  sku: Scalars['ID']['output'];
  /** The weight of one piece; null where it is not known. */
  weightGrams?: Maybe<Scalars['Int']['output']>;
};


export type VariantShippingEstimateArgs = {
  country: Scalars['CountryCode']['input'];
};



export type ResolverTypeWrapper<T> = Promise<T> | T;

export type ReferenceResolver<TResult, TReference, TContext> = (
      reference: TReference,
      context: TContext,
      info: GraphQLResolveInfo
    ) => Promise<TResult> | TResult;

      type ScalarCheck<T, S> = S extends true ? T : NullableCheck<T, S>;
      type NullableCheck<T, S> = Maybe<T> extends T ? Maybe<ListCheck<NonNullable<T>, S>> : ListCheck<T, S>;
      type ListCheck<T, S> = T extends (infer U)[] ? NullableCheck<U, S>[] : GraphQLRecursivePick<T, S>;
      export type GraphQLRecursivePick<T, S> = { [K in keyof T & keyof S]: ScalarCheck<T[K], S[K]> };
    

export type ResolverWithResolve<TResult, TParent, TContext, TArgs> = {
  resolve: ResolverFn<TResult, TParent, TContext, TArgs>;
};
export type Resolver<TResult, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = ResolverFn<TResult, TParent, TContext, TArgs> | ResolverWithResolve<TResult, TParent, TContext, TArgs>;

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => Promise<TResult> | TResult;

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>;

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

export interface SubscriptionSubscriberObject<TResult, TKey extends string, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>;
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>;
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>;
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>;
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>;

export type SubscriptionResolver<TResult, TKey extends string, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>;

export type TypeResolveFn<TTypes, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo
) => Maybe<TTypes> | Promise<Maybe<TTypes>>;

export type IsTypeOfResolverFn<T = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>;

export type NextResolverFn<T> = () => Promise<T>;

export type DirectiveResolverFn<TResult = Record<PropertyKey, never>, TParent = Record<PropertyKey, never>, TContext = Record<PropertyKey, never>, TArgs = Record<PropertyKey, never>> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo
) => TResult | Promise<TResult>;

/** Mapping of federation types */
export type FederationTypes = {
  Order: Order;
  User: User;
  Variant: Variant;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  Order:
    ( { __typename: 'Order' }
    & GraphQLRecursivePick<FederationTypes['Order'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
  Variant:
    ( { __typename: 'Variant' }
    & GraphQLRecursivePick<FederationTypes['Variant'], {"sku":true}>
    & ( Record<PropertyKey, never>
        | GraphQLRecursivePick<FederationTypes['Variant'], {"weightGrams":true}> ) );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  AdjustStockResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( StockLevelMapper & { __typename: 'StockLevel' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
  CartResult:
    | ( CartMapper & { __typename: 'Cart' } )
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( QuantityOutOfRange & { __typename: 'QuantityOutOfRange' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
  CheckoutResult:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( Omit<CheckoutInProgress, 'order'> & { order: _RefType['Order'] } & { __typename: 'CheckoutInProgress' } )
    | ( Omit<CheckoutSuccess, 'order'> & { order: _RefType['Order'] } & { __typename: 'CheckoutSuccess' } )
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( EmptyCart & { __typename: 'EmptyCart' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( InvalidShipping & { __typename: 'InvalidShipping' } )
    | ( ItemUnavailable & { __typename: 'ItemUnavailable' } )
    | ( Omit<PaymentActionRequired, 'order'> & { order: _RefType['Order'] } & { __typename: 'PaymentActionRequired' } )
    | ( PaymentDeclined & { __typename: 'PaymentDeclined' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
  ;
  ClaimOrderResult:
    | ( OrderMapper & { __typename: 'Order' } )
    | ( OrderNotFound & { __typename: 'OrderNotFound' } )
  ;
  PromotionResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( PromotionMapper & { __typename: 'Promotion' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
  ;
  QuoteResult:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( EmptyCart & { __typename: 'EmptyCart' } )
    | ( InvalidShipping & { __typename: 'InvalidShipping' } )
    | ( ItemUnavailable & { __typename: 'ItemUnavailable' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
    | ( Quote & { __typename: 'Quote' } )
  ;
  ShippingMethodResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( ShippingMethodDefinition & { __typename: 'ShippingMethodDefinition' } )
  ;
  ShopSettingsResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( ShopSettings & { __typename: 'ShopSettings' } )
  ;
  TaxRateResult:
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( TaxRate & { __typename: 'TaxRate' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  DomainError:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( Omit<CheckoutInProgress, 'order'> & { order: _RefType['Order'] } & { __typename: 'CheckoutInProgress' } )
    | ( ConcurrentModification & { __typename: 'ConcurrentModification' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( EmptyCart & { __typename: 'EmptyCart' } )
    | ( IdempotencyConflict & { __typename: 'IdempotencyConflict' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( InvalidShipping & { __typename: 'InvalidShipping' } )
    | ( ItemUnavailable & { __typename: 'ItemUnavailable' } )
    | ( OrderNotFound & { __typename: 'OrderNotFound' } )
    | ( Omit<PaymentActionRequired, 'order'> & { order: _RefType['Order'] } & { __typename: 'PaymentActionRequired' } )
    | ( PaymentDeclined & { __typename: 'PaymentDeclined' } )
    | ( PriceChanged & { __typename: 'PriceChanged' } )
    | ( PromotionInvalid & { __typename: 'PromotionInvalid' } )
    | ( QuantityOutOfRange & { __typename: 'QuantityOutOfRange' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  AdjustStockInput: AdjustStockInput;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  AdjustStockResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['AdjustStockResult']>;
  Availability: ResolverTypeWrapper<AvailabilityMapper>;
  Cart: ResolverTypeWrapper<CartMapper>;
  CartIssue: CartIssue;
  CartLine: ResolverTypeWrapper<CartLineMapper>;
  CartNotFound: ResolverTypeWrapper<CartNotFound>;
  CartResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CartResult']>;
  CheckoutInProgress: ResolverTypeWrapper<Omit<CheckoutInProgress, 'order'> & { order: ResolversTypes['Order'] }>;
  CheckoutInput: CheckoutInput;
  CheckoutResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CheckoutResult']>;
  CheckoutSuccess: ResolverTypeWrapper<Omit<CheckoutSuccess, 'order'> & { order: ResolversTypes['Order'] }>;
  ClaimOrderResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ClaimOrderResult']>;
  ConcurrentModification: ResolverTypeWrapper<ConcurrentModification>;
  CountryCode: ResolverTypeWrapper<Scalars['CountryCode']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  CurrencyMismatch: ResolverTypeWrapper<CurrencyMismatch>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DomainError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['DomainError']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  EmptyCart: ResolverTypeWrapper<EmptyCart>;
  IdempotencyConflict: ResolverTypeWrapper<IdempotencyConflict>;
  InsufficientStock: ResolverTypeWrapper<InsufficientStock>;
  InvalidShipping: ResolverTypeWrapper<InvalidShipping>;
  ItemUnavailable: ResolverTypeWrapper<ItemUnavailable>;
  Locale: ResolverTypeWrapper<Scalars['Locale']['output']>;
  Money: ResolverTypeWrapper<Money>;
  MoneyInput: MoneyInput;
  MovementConnection: ResolverTypeWrapper<MovementConnectionMapper>;
  MovementKind: MovementKind;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Order: ResolverTypeWrapper<OrderMapper>;
  OrderConnection: ResolverTypeWrapper<OrderConnectionMapper>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderEvent: ResolverTypeWrapper<OrderEventMapper>;
  OrderFilter: OrderFilter;
  OrderItem: ResolverTypeWrapper<OrderItemMapper>;
  OrderNotFound: ResolverTypeWrapper<OrderNotFound>;
  OrderStatus: OrderStatus;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  Payment: ResolverTypeWrapper<PaymentMapper>;
  PaymentActionRequired: ResolverTypeWrapper<Omit<PaymentActionRequired, 'order'> & { order: ResolversTypes['Order'] }>;
  PaymentDeclined: ResolverTypeWrapper<PaymentDeclined>;
  PaymentStatus: PaymentStatus;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  PriceChanged: ResolverTypeWrapper<PriceChanged>;
  Promotion: ResolverTypeWrapper<PromotionMapper>;
  PromotionConnection: ResolverTypeWrapper<PromotionConnectionMapper>;
  PromotionInput: PromotionInput;
  PromotionInvalid: ResolverTypeWrapper<PromotionInvalid>;
  PromotionResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['PromotionResult']>;
  QuantityOutOfRange: ResolverTypeWrapper<QuantityOutOfRange>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Quote: ResolverTypeWrapper<Quote>;
  QuoteInput: QuoteInput;
  QuoteResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['QuoteResult']>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  ShippingAddress: ResolverTypeWrapper<ShippingAddress>;
  ShippingAddressInput: ShippingAddressInput;
  ShippingMethod: ResolverTypeWrapper<ShippingMethod>;
  ShippingMethodDefinition: ResolverTypeWrapper<ShippingMethodDefinition>;
  ShippingMethodInput: ShippingMethodInput;
  ShippingMethodResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ShippingMethodResult']>;
  ShippingStep: ResolverTypeWrapper<ShippingStep>;
  ShippingStepInput: ShippingStepInput;
  ShippingZone: ResolverTypeWrapper<ShippingZone>;
  ShippingZoneInput: ShippingZoneInput;
  ShopSettings: ResolverTypeWrapper<ShopSettings>;
  ShopSettingsInput: ShopSettingsInput;
  ShopSettingsResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['ShopSettingsResult']>;
  StockConnection: ResolverTypeWrapper<StockConnectionMapper>;
  StockEdge: ResolverTypeWrapper<Omit<StockEdge, 'node'> & { node: ResolversTypes['StockLevel'] }>;
  StockLevel: ResolverTypeWrapper<StockLevelMapper>;
  StockMovement: ResolverTypeWrapper<StockMovementMapper>;
  StockShortage: ResolverTypeWrapper<StockShortage>;
  TaxClass: TaxClass;
  TaxLine: ResolverTypeWrapper<TaxLine>;
  TaxRate: ResolverTypeWrapper<TaxRate>;
  TaxRateConnection: ResolverTypeWrapper<TaxRateConnectionMapper>;
  TaxRateInput: TaxRateInput;
  TaxRateResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['TaxRateResult']>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnknownSku: ResolverTypeWrapper<UnknownSku>;
  User: ResolverTypeWrapper<UserMapper>;
  Variant: ResolverTypeWrapper<VariantMapper>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  AdjustStockInput: AdjustStockInput;
  ID: Scalars['ID']['output'];
  AdjustStockResult: ResolversUnionTypes<ResolversParentTypes>['AdjustStockResult'];
  Availability: AvailabilityMapper;
  Cart: CartMapper;
  CartLine: CartLineMapper;
  CartNotFound: CartNotFound;
  CartResult: ResolversUnionTypes<ResolversParentTypes>['CartResult'];
  CheckoutInProgress: Omit<CheckoutInProgress, 'order'> & { order: ResolversParentTypes['Order'] };
  CheckoutInput: CheckoutInput;
  CheckoutResult: ResolversUnionTypes<ResolversParentTypes>['CheckoutResult'];
  CheckoutSuccess: Omit<CheckoutSuccess, 'order'> & { order: ResolversParentTypes['Order'] };
  ClaimOrderResult: ResolversUnionTypes<ResolversParentTypes>['ClaimOrderResult'];
  ConcurrentModification: ConcurrentModification;
  CountryCode: Scalars['CountryCode']['output'];
  Currency: Scalars['Currency']['output'];
  CurrencyMismatch: CurrencyMismatch;
  DateTime: Scalars['DateTime']['output'];
  DomainError: ResolversInterfaceTypes<ResolversParentTypes>['DomainError'];
  EmailAddress: Scalars['EmailAddress']['output'];
  EmptyCart: EmptyCart;
  IdempotencyConflict: IdempotencyConflict;
  InsufficientStock: InsufficientStock;
  InvalidShipping: InvalidShipping;
  ItemUnavailable: ItemUnavailable;
  Locale: Scalars['Locale']['output'];
  Money: Money;
  MoneyInput: MoneyInput;
  MovementConnection: MovementConnectionMapper;
  Mutation: Record<PropertyKey, never>;
  Order: OrderMapper;
  OrderConnection: OrderConnectionMapper;
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderEvent: OrderEventMapper;
  OrderFilter: OrderFilter;
  OrderItem: OrderItemMapper;
  OrderNotFound: OrderNotFound;
  PageInfo: PageInfo;
  Payment: PaymentMapper;
  PaymentActionRequired: Omit<PaymentActionRequired, 'order'> & { order: ResolversParentTypes['Order'] };
  PaymentDeclined: PaymentDeclined;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  PriceChanged: PriceChanged;
  Promotion: PromotionMapper;
  PromotionConnection: PromotionConnectionMapper;
  PromotionInput: PromotionInput;
  PromotionInvalid: PromotionInvalid;
  PromotionResult: ResolversUnionTypes<ResolversParentTypes>['PromotionResult'];
  QuantityOutOfRange: QuantityOutOfRange;
  Query: Record<PropertyKey, never>;
  Quote: Quote;
  QuoteInput: QuoteInput;
  QuoteResult: ResolversUnionTypes<ResolversParentTypes>['QuoteResult'];
  SafeInt: Scalars['SafeInt']['output'];
  ShippingAddress: ShippingAddress;
  ShippingAddressInput: ShippingAddressInput;
  ShippingMethod: ShippingMethod;
  ShippingMethodDefinition: ShippingMethodDefinition;
  ShippingMethodInput: ShippingMethodInput;
  ShippingMethodResult: ResolversUnionTypes<ResolversParentTypes>['ShippingMethodResult'];
  ShippingStep: ShippingStep;
  ShippingStepInput: ShippingStepInput;
  ShippingZone: ShippingZone;
  ShippingZoneInput: ShippingZoneInput;
  ShopSettings: ShopSettings;
  ShopSettingsInput: ShopSettingsInput;
  ShopSettingsResult: ResolversUnionTypes<ResolversParentTypes>['ShopSettingsResult'];
  StockConnection: StockConnectionMapper;
  StockEdge: Omit<StockEdge, 'node'> & { node: ResolversParentTypes['StockLevel'] };
  StockLevel: StockLevelMapper;
  StockMovement: StockMovementMapper;
  StockShortage: StockShortage;
  TaxLine: TaxLine;
  TaxRate: TaxRate;
  TaxRateConnection: TaxRateConnectionMapper;
  TaxRateInput: TaxRateInput;
  TaxRateResult: ResolversUnionTypes<ResolversParentTypes>['TaxRateResult'];
  URL: Scalars['URL']['output'];
  UnknownSku: UnknownSku;
  User: UserMapper;
  Variant: VariantMapper;
  String: Scalars['String']['output'];
  Int: Scalars['Int']['output'];
  Boolean: Scalars['Boolean']['output'];
};

export type ComposeDirectiveDirectiveArgs = {
  name: Scalars['String']['input'];
};

export type ComposeDirectiveDirectiveResolver<Result, Parent, ContextType = Context, Args = ComposeDirectiveDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type CostDirectiveArgs = {
  weight: Scalars['Int']['input'];
};

export type CostDirectiveResolver<Result, Parent, ContextType = Context, Args = CostDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type LinkDirectiveArgs = {
  import?: Maybe<Array<Maybe<Scalars['String']['input']>>>;
  url: Scalars['String']['input'];
};

export type LinkDirectiveResolver<Result, Parent, ContextType = Context, Args = LinkDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ListSizeDirectiveArgs = {
  assumedSize?: Maybe<Scalars['Int']['input']>;
  requireOneSlicingArgument?: Maybe<Scalars['Boolean']['input']>;
  sizedFields?: Maybe<Array<Scalars['String']['input']>>;
  slicingArguments?: Maybe<Array<Scalars['String']['input']>>;
};

export type ListSizeDirectiveResolver<Result, Parent, ContextType = Context, Args = ListSizeDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type ShareableDirectiveArgs = { };

export type ShareableDirectiveResolver<Result, Parent, ContextType = Context, Args = ShareableDirectiveArgs> = DirectiveResolverFn<Result, Parent, ContextType, Args>;

export type AdjustStockResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['AdjustStockResult'] = ResolversParentTypes['AdjustStockResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'IdempotencyConflict' | 'InsufficientStock' | 'StockLevel' | 'UnknownSku', ParentType, ContextType>;
};

export type AvailabilityResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Availability'] = ResolversParentTypes['Availability']> = {
  available: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  inStock: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type CartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Cart'] = ResolversParentTypes['Cart']> = {
  expiresAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  guestToken: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  itemCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lines: Resolver<Array<ResolversTypes['CartLine']>, ParentType, ContextType>;
  subtotal: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CartLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CartLine'] = ResolversParentTypes['CartLine']> = {
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  issue: Resolver<Maybe<ResolversTypes['CartIssue']>, ParentType, ContextType>;
  lineTotal: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  quantity: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  unitPrice: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  variant: Resolver<Maybe<ResolversTypes['Variant']>, ParentType, ContextType>;
};

export type CartNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CartNotFound'] = ResolversParentTypes['CartNotFound']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CartResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CartResult'] = ResolversParentTypes['CartResult']> = {
  __resolveType: TypeResolveFn<'Cart' | 'CartNotFound' | 'CurrencyMismatch' | 'InsufficientStock' | 'QuantityOutOfRange' | 'UnknownSku', ParentType, ContextType>;
};

export type CheckoutInProgressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckoutInProgress'] = ResolversParentTypes['CheckoutInProgress']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  retryAfterMs: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type CheckoutResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckoutResult'] = ResolversParentTypes['CheckoutResult']> = {
  __resolveType: TypeResolveFn<'CartNotFound' | 'CheckoutInProgress' | 'CheckoutSuccess' | 'ConcurrentModification' | 'EmptyCart' | 'IdempotencyConflict' | 'InsufficientStock' | 'InvalidShipping' | 'ItemUnavailable' | 'PaymentActionRequired' | 'PaymentDeclined' | 'PriceChanged' | 'PromotionInvalid', ParentType, ContextType>;
};

export type CheckoutSuccessResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CheckoutSuccess'] = ResolversParentTypes['CheckoutSuccess']> = {
  order: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ClaimOrderResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ClaimOrderResult'] = ResolversParentTypes['ClaimOrderResult']> = {
  __resolveType: TypeResolveFn<'Order' | 'OrderNotFound', ParentType, ContextType>;
};

export type ConcurrentModificationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ConcurrentModification'] = ResolversParentTypes['ConcurrentModification']> = {
  currentVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface CountryCodeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['CountryCode'], any> {
  name: 'CountryCode';
}

export interface CurrencyScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Currency'], any> {
  name: 'Currency';
}

export type CurrencyMismatchResolvers<ContextType = Context, ParentType extends ResolversParentTypes['CurrencyMismatch'] = ResolversParentTypes['CurrencyMismatch']> = {
  cart: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  item: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DomainErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DomainError'] = ResolversParentTypes['DomainError']> = {
  __resolveType: TypeResolveFn<'CartNotFound' | 'CheckoutInProgress' | 'ConcurrentModification' | 'CurrencyMismatch' | 'EmptyCart' | 'IdempotencyConflict' | 'InsufficientStock' | 'InvalidShipping' | 'ItemUnavailable' | 'OrderNotFound' | 'PaymentActionRequired' | 'PaymentDeclined' | 'PriceChanged' | 'PromotionInvalid' | 'QuantityOutOfRange' | 'UnknownSku', ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type EmptyCartResolvers<ContextType = Context, ParentType extends ResolversParentTypes['EmptyCart'] = ResolversParentTypes['EmptyCart']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type IdempotencyConflictResolvers<ContextType = Context, ParentType extends ResolversParentTypes['IdempotencyConflict'] = ResolversParentTypes['IdempotencyConflict']> = {
  key: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InsufficientStockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InsufficientStock'] = ResolversParentTypes['InsufficientStock']> = {
  lines: Resolver<Array<ResolversTypes['StockShortage']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidShippingResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidShipping'] = ResolversParentTypes['InvalidShipping']> = {
  field: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ItemUnavailableResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ItemUnavailable'] = ResolversParentTypes['ItemUnavailable']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  skus: Resolver<Array<ResolversTypes['ID']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface LocaleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Locale'], any> {
  name: 'Locale';
}

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type MovementConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['MovementConnection'] = ResolversParentTypes['MovementConnection']> = {
  nodes: Resolver<Array<ResolversTypes['StockMovement']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addToCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationAddToCartArgs, 'quantity' | 'sku'>>;
  adjustStock: Resolver<Maybe<ResolversTypes['AdjustStockResult']>, ParentType, ContextType, RequireFields<MutationAdjustStockArgs, 'input'>>;
  checkout: Resolver<Maybe<ResolversTypes['CheckoutResult']>, ParentType, ContextType, RequireFields<MutationCheckoutArgs, 'input'>>;
  claimOrder: Resolver<Maybe<ResolversTypes['ClaimOrderResult']>, ParentType, ContextType, RequireFields<MutationClaimOrderArgs, 'number'>>;
  clearCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, Partial<MutationClearCartArgs>>;
  countStock: Resolver<Maybe<ResolversTypes['AdjustStockResult']>, ParentType, ContextType, RequireFields<MutationCountStockArgs, 'counted' | 'expectedVersion' | 'idempotencyKey' | 'sku'>>;
  deleteTaxRate: Resolver<Maybe<ResolversTypes['TaxRateResult']>, ParentType, ContextType, RequireFields<MutationDeleteTaxRateArgs, 'country' | 'taxClass' | 'version'>>;
  mergeGuestCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationMergeGuestCartArgs, 'token'>>;
  removeFromCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationRemoveFromCartArgs, 'sku'>>;
  savePromotion: Resolver<Maybe<ResolversTypes['PromotionResult']>, ParentType, ContextType, RequireFields<MutationSavePromotionArgs, 'input'>>;
  saveShippingMethod: Resolver<Maybe<ResolversTypes['ShippingMethodResult']>, ParentType, ContextType, RequireFields<MutationSaveShippingMethodArgs, 'input'>>;
  saveShopSettings: Resolver<Maybe<ResolversTypes['ShopSettingsResult']>, ParentType, ContextType, RequireFields<MutationSaveShopSettingsArgs, 'input'>>;
  saveTaxRate: Resolver<Maybe<ResolversTypes['TaxRateResult']>, ParentType, ContextType, RequireFields<MutationSaveTaxRateArgs, 'input'>>;
  setCartQuantity: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationSetCartQuantityArgs, 'quantity' | 'sku'>>;
  setLowStockThreshold: Resolver<Maybe<ResolversTypes['AdjustStockResult']>, ParentType, ContextType, RequireFields<MutationSetLowStockThresholdArgs, 'sku'>>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  billingAddress: Resolver<Maybe<ResolversTypes['ShippingAddress']>, ParentType, ContextType>;
  customer: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  email: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  history: Resolver<Array<ResolversTypes['OrderEvent']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType>;
  number: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  payments: Resolver<Array<ResolversTypes['Payment']>, ParentType, ContextType>;
  placedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  pricesIncludeTax: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shipping: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  shippingAddress: Resolver<Maybe<ResolversTypes['ShippingAddress']>, ParentType, ContextType>;
  shippingMethod: Resolver<Maybe<ResolversTypes['ShippingMethod']>, ParentType, ContextType>;
  shippingTax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  subtotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  taxes: Resolver<Array<ResolversTypes['TaxLine']>, ParentType, ContextType>;
  total: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  vatId: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type OrderConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderConnection'] = ResolversParentTypes['OrderConnection']> = {
  edges: Resolver<Array<ResolversTypes['OrderEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['Order']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountExact: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type OrderEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEdge'] = ResolversParentTypes['OrderEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
};

export type OrderEventResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderEvent'] = ResolversParentTypes['OrderEvent']> = {
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  note: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  status: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
};

export type OrderItemResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderItem'] = ResolversParentTypes['OrderItem']> = {
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  imageUrl: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  lineTotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  productName: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  quantity: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  tax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  unitPrice: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  variant: Resolver<Maybe<ResolversTypes['Variant']>, ParentType, ContextType>;
  variantName: Resolver<ResolversTypes['String'], ParentType, ContextType>;
};

export type OrderNotFoundResolvers<ContextType = Context, ParentType extends ResolversParentTypes['OrderNotFound'] = ResolversParentTypes['OrderNotFound']> = {
  id: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  number: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type PaymentResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment']> = {
  amount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  captured: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  createdAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  provider: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  providerReference: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  refunded: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['PaymentStatus'], ParentType, ContextType>;
};

export type PaymentActionRequiredResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentActionRequired'] = ResolversParentTypes['PaymentActionRequired']> = {
  clientSecret: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  order: Resolver<ResolversTypes['Order'], ParentType, ContextType>;
  url: Resolver<Maybe<ResolversTypes['URL']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PaymentDeclinedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PaymentDeclined'] = ResolversParentTypes['PaymentDeclined']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reason: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface PhoneNumberScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PhoneNumber'], any> {
  name: 'PhoneNumber';
}

export type PriceChangedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PriceChanged'] = ResolversParentTypes['PriceChanged']> = {
  actual: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  expected: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromotionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Promotion'] = ResolversParentTypes['Promotion']> = {
  active: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  amount: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  basisPoints: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  endsAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  freeShipping: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  maxUses: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  maxUsesPerCustomer: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  minimumSubtotal: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  startsAt: Resolver<Maybe<ResolversTypes['DateTime']>, ParentType, ContextType>;
  used: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromotionConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromotionConnection'] = ResolversParentTypes['PromotionConnection']> = {
  nodes: Resolver<Array<ResolversTypes['Promotion']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type PromotionInvalidResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromotionInvalid'] = ResolversParentTypes['PromotionInvalid']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type PromotionResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PromotionResult'] = ResolversParentTypes['PromotionResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'Promotion' | 'PromotionInvalid', ParentType, ContextType>;
};

export type QuantityOutOfRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuantityOutOfRange'] = ResolversParentTypes['QuantityOutOfRange']> = {
  max: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  min: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  cart: Resolver<Maybe<ResolversTypes['Cart']>, ParentType, ContextType, Partial<QueryCartArgs>>;
  lowStock: Resolver<Maybe<ResolversTypes['StockConnection']>, ParentType, ContextType, RequireFields<QueryLowStockArgs, 'first'>>;
  order: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orderByNumber: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderByNumberArgs, 'number'>>;
  orders: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
  promotions: Resolver<Maybe<ResolversTypes['PromotionConnection']>, ParentType, ContextType, RequireFields<QueryPromotionsArgs, 'first'>>;
  quoteCheckout: Resolver<Maybe<ResolversTypes['QuoteResult']>, ParentType, ContextType, RequireFields<QueryQuoteCheckoutArgs, 'input'>>;
  shippingMethods: Resolver<Maybe<Array<ResolversTypes['ShippingMethodDefinition']>>, ParentType, ContextType>;
  shopSettings: Resolver<Maybe<ResolversTypes['ShopSettings']>, ParentType, ContextType>;
  stockLevel: Resolver<Maybe<ResolversTypes['StockLevel']>, ParentType, ContextType, RequireFields<QueryStockLevelArgs, 'sku'>>;
  taxRates: Resolver<Maybe<ResolversTypes['TaxRateConnection']>, ParentType, ContextType, RequireFields<QueryTaxRatesArgs, 'first'>>;
};

export type QuoteResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote']> = {
  cartVersion: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  methods: Resolver<Array<ResolversTypes['ShippingMethod']>, ParentType, ContextType>;
  pricesIncludeTax: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shipping: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  shippingTax: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  subtotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  taxes: Resolver<Array<ResolversTypes['TaxLine']>, ParentType, ContextType>;
  total: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QuoteResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuoteResult'] = ResolversParentTypes['QuoteResult']> = {
  __resolveType: TypeResolveFn<'CartNotFound' | 'EmptyCart' | 'InvalidShipping' | 'ItemUnavailable' | 'PromotionInvalid' | 'Quote', ParentType, ContextType>;
};

export interface SafeIntScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['SafeInt'], any> {
  name: 'SafeInt';
}

export type ShippingAddressResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingAddress'] = ResolversParentTypes['ShippingAddress']> = {
  city: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  company: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  country: Resolver<ResolversTypes['CountryCode'], ParentType, ContextType>;
  line1: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  line2: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  name: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  phone: Resolver<Maybe<ResolversTypes['PhoneNumber']>, ParentType, ContextType>;
  postalCode: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  region: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type ShippingMethodResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingMethod'] = ResolversParentTypes['ShippingMethod']> = {
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  price: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
};

export type ShippingMethodDefinitionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingMethodDefinition'] = ResolversParentTypes['ShippingMethodDefinition']> = {
  active: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  code: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  label: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  position: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  zones: Resolver<Array<ResolversTypes['ShippingZone']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShippingMethodResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingMethodResult'] = ResolversParentTypes['ShippingMethodResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'ShippingMethodDefinition', ParentType, ContextType>;
};

export type ShippingStepResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingStep'] = ResolversParentTypes['ShippingStep']> = {
  price: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  upToGrams: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type ShippingZoneResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShippingZone'] = ResolversParentTypes['ShippingZone']> = {
  countries: Resolver<Array<ResolversTypes['CountryCode']>, ParentType, ContextType>;
  currency: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
  freeFrom: Resolver<Maybe<ResolversTypes['SafeInt']>, ParentType, ContextType>;
  steps: Resolver<Array<ResolversTypes['ShippingStep']>, ParentType, ContextType>;
};

export type ShopSettingsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShopSettings'] = ResolversParentTypes['ShopSettings']> = {
  defaultWeightGrams: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  lowStockThreshold: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  pricesIncludeTax: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  shippingTaxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type ShopSettingsResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['ShopSettingsResult'] = ResolversParentTypes['ShopSettingsResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'ShopSettings', ParentType, ContextType>;
};

export type StockConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockConnection'] = ResolversParentTypes['StockConnection']> = {
  edges: Resolver<Array<ResolversTypes['StockEdge']>, ParentType, ContextType>;
  nodes: Resolver<Array<ResolversTypes['StockLevel']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
  totalCount: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  totalCountExact: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
};

export type StockEdgeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockEdge'] = ResolversParentTypes['StockEdge']> = {
  cursor: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  node: Resolver<ResolversTypes['StockLevel'], ParentType, ContextType>;
};

export type StockLevelResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockLevel'] = ResolversParentTypes['StockLevel']> = {
  allocated: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  available: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  lowStockThreshold: Resolver<Maybe<ResolversTypes['Int']>, ParentType, ContextType>;
  movements: Resolver<ResolversTypes['MovementConnection'], ParentType, ContextType, RequireFields<StockLevelMovementsArgs, 'first'>>;
  onHand: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  reserved: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  variant: Resolver<Maybe<ResolversTypes['Variant']>, ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type StockMovementResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockMovement'] = ResolversParentTypes['StockMovement']> = {
  at: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  by: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  delta: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  kind: Resolver<ResolversTypes['MovementKind'], ParentType, ContextType>;
  orderId: Resolver<Maybe<ResolversTypes['ID']>, ParentType, ContextType>;
  reason: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export type StockShortageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockShortage'] = ResolversParentTypes['StockShortage']> = {
  available: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requested: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type TaxLineResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxLine'] = ResolversParentTypes['TaxLine']> = {
  amount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  base: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  rateBasisPoints: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  taxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
};

export type TaxRateResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxRate'] = ResolversParentTypes['TaxRate']> = {
  basisPoints: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  country: Resolver<ResolversTypes['CountryCode'], ParentType, ContextType>;
  region: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  taxClass: Resolver<ResolversTypes['TaxClass'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type TaxRateConnectionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxRateConnection'] = ResolversParentTypes['TaxRateConnection']> = {
  nodes: Resolver<Array<ResolversTypes['TaxRate']>, ParentType, ContextType>;
  pageInfo: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>;
};

export type TaxRateResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['TaxRateResult'] = ResolversParentTypes['TaxRateResult']> = {
  __resolveType: TypeResolveFn<'ConcurrentModification' | 'TaxRate', ParentType, ContextType>;
};

export interface UrlScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['URL'], any> {
  name: 'URL';
}

export type UnknownSkuResolvers<ContextType = Context, ParentType extends ResolversParentTypes['UnknownSku'] = ResolversParentTypes['UnknownSku']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  cart: Resolver<Maybe<ResolversTypes['Cart']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  orders: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<UserOrdersArgs, 'first'>>;
};

export type VariantResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Variant'] = ResolversParentTypes['Variant'], FederationReferenceType extends FederationReferenceTypes['Variant'] = FederationReferenceTypes['Variant']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Variant']> | FederationReferenceType, FederationReferenceType, ContextType>;
  availability: Resolver<Maybe<ResolversTypes['Availability']>, ParentType, ContextType>;
  shippingEstimate: Resolver<Maybe<ResolversTypes['Money']>, ParentType, ContextType, RequireFields<VariantShippingEstimateArgs, 'country'>>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  AdjustStockResult: AdjustStockResultResolvers<ContextType>;
  Availability: AvailabilityResolvers<ContextType>;
  Cart: CartResolvers<ContextType>;
  CartLine: CartLineResolvers<ContextType>;
  CartNotFound: CartNotFoundResolvers<ContextType>;
  CartResult: CartResultResolvers<ContextType>;
  CheckoutInProgress: CheckoutInProgressResolvers<ContextType>;
  CheckoutResult: CheckoutResultResolvers<ContextType>;
  CheckoutSuccess: CheckoutSuccessResolvers<ContextType>;
  ClaimOrderResult: ClaimOrderResultResolvers<ContextType>;
  ConcurrentModification: ConcurrentModificationResolvers<ContextType>;
  CountryCode: GraphQLScalarType;
  Currency: GraphQLScalarType;
  CurrencyMismatch: CurrencyMismatchResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  DomainError: DomainErrorResolvers<ContextType>;
  EmailAddress: GraphQLScalarType;
  EmptyCart: EmptyCartResolvers<ContextType>;
  IdempotencyConflict: IdempotencyConflictResolvers<ContextType>;
  InsufficientStock: InsufficientStockResolvers<ContextType>;
  InvalidShipping: InvalidShippingResolvers<ContextType>;
  ItemUnavailable: ItemUnavailableResolvers<ContextType>;
  Locale: GraphQLScalarType;
  Money: MoneyResolvers<ContextType>;
  MovementConnection: MovementConnectionResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Order: OrderResolvers<ContextType>;
  OrderConnection: OrderConnectionResolvers<ContextType>;
  OrderEdge: OrderEdgeResolvers<ContextType>;
  OrderEvent: OrderEventResolvers<ContextType>;
  OrderItem: OrderItemResolvers<ContextType>;
  OrderNotFound: OrderNotFoundResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  Payment: PaymentResolvers<ContextType>;
  PaymentActionRequired: PaymentActionRequiredResolvers<ContextType>;
  PaymentDeclined: PaymentDeclinedResolvers<ContextType>;
  PhoneNumber: GraphQLScalarType;
  PriceChanged: PriceChangedResolvers<ContextType>;
  Promotion: PromotionResolvers<ContextType>;
  PromotionConnection: PromotionConnectionResolvers<ContextType>;
  PromotionInvalid: PromotionInvalidResolvers<ContextType>;
  PromotionResult: PromotionResultResolvers<ContextType>;
  QuantityOutOfRange: QuantityOutOfRangeResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  Quote: QuoteResolvers<ContextType>;
  QuoteResult: QuoteResultResolvers<ContextType>;
  SafeInt: GraphQLScalarType;
  ShippingAddress: ShippingAddressResolvers<ContextType>;
  ShippingMethod: ShippingMethodResolvers<ContextType>;
  ShippingMethodDefinition: ShippingMethodDefinitionResolvers<ContextType>;
  ShippingMethodResult: ShippingMethodResultResolvers<ContextType>;
  ShippingStep: ShippingStepResolvers<ContextType>;
  ShippingZone: ShippingZoneResolvers<ContextType>;
  ShopSettings: ShopSettingsResolvers<ContextType>;
  ShopSettingsResult: ShopSettingsResultResolvers<ContextType>;
  StockConnection: StockConnectionResolvers<ContextType>;
  StockEdge: StockEdgeResolvers<ContextType>;
  StockLevel: StockLevelResolvers<ContextType>;
  StockMovement: StockMovementResolvers<ContextType>;
  StockShortage: StockShortageResolvers<ContextType>;
  TaxLine: TaxLineResolvers<ContextType>;
  TaxRate: TaxRateResolvers<ContextType>;
  TaxRateConnection: TaxRateConnectionResolvers<ContextType>;
  TaxRateResult: TaxRateResultResolvers<ContextType>;
  URL: GraphQLScalarType;
  UnknownSku: UnknownSkuResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  Variant: VariantResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  composeDirective: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  cost: CostDirectiveResolver<any, any, ContextType>;
  link: LinkDirectiveResolver<any, any, ContextType>;
  listSize: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable: ShareableDirectiveResolver<any, any, ContextType>;
};

type Plain = 'AdjustStockResult' | 'CartNotFound' | 'CartResult' | 'CheckoutInProgress' | 'CheckoutResult' | 'CheckoutSuccess' | 'ClaimOrderResult' | 'ConcurrentModification' | 'CountryCode' | 'Currency' | 'CurrencyMismatch' | 'DateTime' | 'DomainError' | 'EmailAddress' | 'EmptyCart' | 'IdempotencyConflict' | 'InsufficientStock' | 'InvalidShipping' | 'ItemUnavailable' | 'Locale' | 'Money' | 'OrderEdge' | 'OrderNotFound' | 'PageInfo' | 'PaymentActionRequired' | 'PaymentDeclined' | 'PhoneNumber' | 'PriceChanged' | 'PromotionInvalid' | 'PromotionResult' | 'QuantityOutOfRange' | 'Quote' | 'QuoteResult' | 'SafeInt' | 'ShippingAddress' | 'ShippingMethod' | 'ShippingMethodDefinition' | 'ShippingMethodResult' | 'ShippingStep' | 'ShippingZone' | 'ShopSettings' | 'ShopSettingsResult' | 'StockEdge' | 'StockShortage' | 'TaxLine' | 'TaxRate' | 'TaxRateResult' | 'URL' | 'UnknownSku';
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, 'Query' | 'Mutation' | 'Subscription'>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
