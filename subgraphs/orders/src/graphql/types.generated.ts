/* Made by npm run codegen from schema/; changes are lost. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { OrderMapper, OrderItemMapper, OrderEventMapper, OrderConnectionMapper, AvailabilityMapper, CartMapper, CartLineMapper, VariantMapper, UserMapper } from './schema.mappers.ts';
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
  /** A number in E.164 form such as +4930123456. */
  PhoneNumber: { input: string; output: string; }
  /** A whole number of up to 53 bits. */
  SafeInt: { input: number; output: number; }
  /** An absolute address of a page or picture. */
  URL: { input: URL; output: URL | string; }
};

/** What can be bought now. */
export type Availability = {
  __typename?: 'Availability';
  /** Exact up to 10, then 10. */
  available: Scalars['Int']['output'];
  inStock: Scalars['Boolean']['output'];
};

/** What a customer means to buy. It is kept for 30 days after it was last used. */
export type Cart = {
  __typename?: 'Cart';
  /** Null for a cart into which nothing was ever put. */
  expiresAt?: Maybe<Scalars['DateTime']['output']>;
  /** Only for the guest who sent it, or got the cart just now. */
  guestToken?: Maybe<Scalars['String']['output']>;
  id: Scalars['ID']['output'];
  /** Pieces of all lines. */
  itemCount: Scalars['Int']['output'];
  /** In the order in which they were put in. */
  lines: Array<CartLine>;
  /** What all lines that are still sold cost today. Null while the cart is empty. */
  subtotal?: Maybe<Money>;
  /** Raised by every change. A checkout names the version that the customer saw. */
  version: Scalars['Int']['output'];
};

/** What is wrong with a line of a cart. */
export type CartIssue =
  | 'LESS_AVAILABLE'
  | 'NO_LONGER_SOLD'
  | 'OUT_OF_STOCK'
  /** Since the line was last changed. */
  | 'PRICE_CHANGED';

/** Some pieces of one SKU, at the price of today. */
export type CartLine = {
  __typename?: 'CartLine';
  id: Scalars['ID']['output'];
  /** What keeps the line from being bought as it stands. */
  issue?: Maybe<CartIssue>;
  lineTotal?: Maybe<Money>;
  quantity: Scalars['Int']['output'];
  sku: Scalars['ID']['output'];
  /** Null where the SKU is no longer sold. */
  unitPrice?: Maybe<Money>;
  variant?: Maybe<Variant>;
};

/** No cart has this token: it has expired, or it was merged. */
export type CartNotFound = DomainError & {
  __typename?: 'CartNotFound';
  message: Scalars['String']['output'];
};

/** What changing a cart answers. */
export type CartResult = Cart | CartNotFound | CurrencyMismatch | InsufficientStock | QuantityOutOfRange | UnknownSku;

/** A cart has one currency. */
export type CurrencyMismatch = DomainError & {
  __typename?: 'CurrencyMismatch';
  cart: Scalars['Currency']['output'];
  item: Scalars['Currency']['output'];
  message: Scalars['String']['output'];
};

/** An expected outcome that is not success. */
export type DomainError = {
  message: Scalars['String']['output'];
};

/** Less is there than was asked for. */
export type InsufficientStock = DomainError & {
  __typename?: 'InsufficientStock';
  lines: Array<StockShortage>;
  message: Scalars['String']['output'];
};

/** An amount in minor units of the currency: 1999 USD is 19.99 dollars, 1999 JPY is 1999 yen. */
export type Money = {
  __typename?: 'Money';
  amount: Scalars['SafeInt']['output'];
  currency: Scalars['Currency']['output'];
};

export type Mutation = {
  __typename?: 'Mutation';
  /** Adds pieces of a SKU. A guest without a token gets a new cart: its guestToken is in the answer, keep it. */
  addToCart?: Maybe<CartResult>;
  /** Takes all lines out. */
  clearCart?: Maybe<CartResult>;
  /** Adds a guest's cart to the viewer's and forgets it; again with the same token changes nothing. */
  mergeGuestCart?: Maybe<CartResult>;
  /** Takes a line out. A SKU that is not in the cart changes nothing. */
  removeFromCart?: Maybe<CartResult>;
  /** Sets the quantity of a line; 0 takes it out. */
  setCartQuantity?: Maybe<CartResult>;
};


export type MutationAddToCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  quantity: Scalars['Int']['input'];
  sku: Scalars['ID']['input'];
};


export type MutationClearCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
};


export type MutationMergeGuestCartArgs = {
  token: Scalars['String']['input'];
};


export type MutationRemoveFromCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  sku: Scalars['ID']['input'];
};


export type MutationSetCartQuantityArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
  quantity: Scalars['Int']['input'];
  sku: Scalars['ID']['input'];
};

/** What was bought, at the prices of that day. */
export type Order = {
  __typename?: 'Order';
  /** Null for a guest's order, and for an erased account. */
  customer?: Maybe<User>;
  discount: Money;
  /** Null once the account was erased. */
  email?: Maybe<Scalars['EmailAddress']['output']>;
  /** All that happened to the order, oldest first. */
  history: Array<OrderEvent>;
  id: Scalars['ID']['output'];
  items: Array<OrderItem>;
  /** What people read out on the phone. */
  number: Scalars['String']['output'];
  placedAt: Scalars['DateTime']['output'];
  shipping: Money;
  /** Null once the account was erased. */
  shippingAddress?: Maybe<ShippingAddress>;
  shippingMethod: ShippingMethod;
  status: OrderStatus;
  subtotal: Money;
  tax: Money;
  total: Money;
  /** Raised by every change of the order. */
  version: Scalars['Int']['output'];
};

/** totalCount is counted only where it is selected, exactly up to 10,000. */
export type OrderConnection = {
  __typename?: 'OrderConnection';
  edges: Array<OrderEdge>;
  nodes: Array<Order>;
  pageInfo: PageInfo;
  totalCount: Scalars['Int']['output'];
  totalCountExact: Scalars['Boolean']['output'];
};

/** An order and its place in the list. */
export type OrderEdge = {
  __typename?: 'OrderEdge';
  cursor: Scalars['String']['output'];
  node: Order;
};

/** One entry of an order's history. */
export type OrderEvent = {
  __typename?: 'OrderEvent';
  at: Scalars['DateTime']['output'];
  note?: Maybe<Scalars['String']['output']>;
  status: OrderStatus;
};

/** All that is given must hold. What is null, left out or an empty list does not narrow the list. */
export type OrderFilter = {
  /** Of this user. In User.orders it narrows to nothing where it is another. */
  customerId?: InputMaybe<Scalars['ID']['input']>;
  /** Exactly this address, as its owner wrote it or in small letters. */
  email?: InputMaybe<Scalars['EmailAddress']['input']>;
  /** Exactly this order number, in capitals or not. */
  number?: InputMaybe<Scalars['String']['input']>;
  placedAfter?: InputMaybe<Scalars['DateTime']['input']>;
  placedBefore?: InputMaybe<Scalars['DateTime']['input']>;
  sku?: InputMaybe<Scalars['ID']['input']>;
  /** One of these. */
  status?: InputMaybe<Array<OrderStatus>>;
};

/** Name, picture and unit price are those of the day it was bought. */
export type OrderItem = {
  __typename?: 'OrderItem';
  discount: Money;
  id: Scalars['ID']['output'];
  imageUrl?: Maybe<Scalars['URL']['output']>;
  /** After discount, without tax. */
  lineTotal: Money;
  productName: Scalars['String']['output'];
  quantity: Scalars['Int']['output'];
  sku: Scalars['ID']['output'];
  tax: Money;
  unitPrice: Money;
  variant?: Maybe<Variant>;
  variantName: Scalars['String']['output'];
};

/** Where an order stands. */
export type OrderStatus =
  | 'CANCELLED'
  | 'CONFIRMED'
  | 'DELIVERED'
  | 'PARTIALLY_SHIPPED'
  | 'PENDING'
  | 'REFUNDED'
  | 'SHIPPED';

/** Where a page of a list begins and ends. */
export type PageInfo = {
  __typename?: 'PageInfo';
  endCursor?: Maybe<Scalars['String']['output']>;
  hasNextPage: Scalars['Boolean']['output'];
  hasPreviousPage: Scalars['Boolean']['output'];
  startCursor?: Maybe<Scalars['String']['output']>;
};

/** Of a line, or of the lines of a cart. */
export type QuantityOutOfRange = DomainError & {
  __typename?: 'QuantityOutOfRange';
  max: Scalars['Int']['output'];
  message: Scalars['String']['output'];
  min: Scalars['Int']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The viewer's cart, or a guest's by its token; null for a guest whose cart has expired. */
  cart?: Maybe<Cart>;
  /** Its owner's or staff's; null for anyone else, as if it did not exist. */
  order?: Maybe<Order>;
  /** By the number that people read out: its owner's, and staff's. A guest gives the e-mail address of the order as well. */
  orderByNumber?: Maybe<Order>;
  /** All orders, newest first, for staff with orders:read; null for anyone else. */
  orders?: Maybe<OrderConnection>;
};


export type QueryCartArgs = {
  guestToken?: InputMaybe<Scalars['String']['input']>;
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

/** Where the parcel goes. */
export type ShippingAddress = {
  __typename?: 'ShippingAddress';
  city: Scalars['String']['output'];
  company?: Maybe<Scalars['String']['output']>;
  country: Scalars['CountryCode']['output'];
  line1: Scalars['String']['output'];
  line2?: Maybe<Scalars['String']['output']>;
  name: Scalars['String']['output'];
  phone?: Maybe<Scalars['PhoneNumber']['output']>;
  postalCode: Scalars['String']['output'];
  region?: Maybe<Scalars['String']['output']>;
};

/** How the parcel goes, and what that cost. */
export type ShippingMethod = {
  __typename?: 'ShippingMethod';
  code: Scalars['String']['output'];
  label: Scalars['String']['output'];
  price: Money;
};

/** A SKU of which there is too little. */
export type StockShortage = {
  __typename?: 'StockShortage';
  /** Exact up to 10, then 10. */
  available: Scalars['Int']['output'];
  requested: Scalars['Int']['output'];
  sku: Scalars['ID']['output'];
};

/** Not known, or not sold. */
export type UnknownSku = DomainError & {
  __typename?: 'UnknownSku';
  message: Scalars['String']['output'];
  sku: Scalars['ID']['output'];
};

export type User = {
  __typename?: 'User';
  /** Null for anyone but the user. */
  cart?: Maybe<Cart>;
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
  sku: Scalars['ID']['output'];
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
    & GraphQLRecursivePick<FederationTypes['Variant'], {"sku":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  CartResult:
    | ( CartMapper & { __typename: 'Cart' } )
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( QuantityOutOfRange & { __typename: 'QuantityOutOfRange' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  DomainError:
    | ( CartNotFound & { __typename: 'CartNotFound' } )
    | ( CurrencyMismatch & { __typename: 'CurrencyMismatch' } )
    | ( InsufficientStock & { __typename: 'InsufficientStock' } )
    | ( QuantityOutOfRange & { __typename: 'QuantityOutOfRange' } )
    | ( UnknownSku & { __typename: 'UnknownSku' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Availability: ResolverTypeWrapper<AvailabilityMapper>;
  Cart: ResolverTypeWrapper<CartMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  CartIssue: CartIssue;
  CartLine: ResolverTypeWrapper<CartLineMapper>;
  CartNotFound: ResolverTypeWrapper<CartNotFound>;
  CartResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['CartResult']>;
  CountryCode: ResolverTypeWrapper<Scalars['CountryCode']['output']>;
  Currency: ResolverTypeWrapper<Scalars['Currency']['output']>;
  CurrencyMismatch: ResolverTypeWrapper<CurrencyMismatch>;
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DomainError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['DomainError']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  InsufficientStock: ResolverTypeWrapper<InsufficientStock>;
  Money: ResolverTypeWrapper<Money>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  Order: ResolverTypeWrapper<OrderMapper>;
  OrderConnection: ResolverTypeWrapper<OrderConnectionMapper>;
  OrderEdge: ResolverTypeWrapper<Omit<OrderEdge, 'node'> & { node: ResolversTypes['Order'] }>;
  OrderEvent: ResolverTypeWrapper<OrderEventMapper>;
  OrderFilter: OrderFilter;
  OrderItem: ResolverTypeWrapper<OrderItemMapper>;
  OrderStatus: OrderStatus;
  PageInfo: ResolverTypeWrapper<PageInfo>;
  PhoneNumber: ResolverTypeWrapper<Scalars['PhoneNumber']['output']>;
  QuantityOutOfRange: ResolverTypeWrapper<QuantityOutOfRange>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  SafeInt: ResolverTypeWrapper<Scalars['SafeInt']['output']>;
  ShippingAddress: ResolverTypeWrapper<ShippingAddress>;
  ShippingMethod: ResolverTypeWrapper<ShippingMethod>;
  StockShortage: ResolverTypeWrapper<StockShortage>;
  URL: ResolverTypeWrapper<Scalars['URL']['output']>;
  UnknownSku: ResolverTypeWrapper<UnknownSku>;
  User: ResolverTypeWrapper<UserMapper>;
  Variant: ResolverTypeWrapper<VariantMapper>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Availability: AvailabilityMapper;
  Cart: CartMapper;
  ID: Scalars['ID']['output'];
  CartLine: CartLineMapper;
  CartNotFound: CartNotFound;
  CartResult: ResolversUnionTypes<ResolversParentTypes>['CartResult'];
  CountryCode: Scalars['CountryCode']['output'];
  Currency: Scalars['Currency']['output'];
  CurrencyMismatch: CurrencyMismatch;
  DateTime: Scalars['DateTime']['output'];
  DomainError: ResolversInterfaceTypes<ResolversParentTypes>['DomainError'];
  EmailAddress: Scalars['EmailAddress']['output'];
  InsufficientStock: InsufficientStock;
  Money: Money;
  Mutation: Record<PropertyKey, never>;
  Order: OrderMapper;
  OrderConnection: OrderConnectionMapper;
  OrderEdge: Omit<OrderEdge, 'node'> & { node: ResolversParentTypes['Order'] };
  OrderEvent: OrderEventMapper;
  OrderFilter: OrderFilter;
  OrderItem: OrderItemMapper;
  PageInfo: PageInfo;
  PhoneNumber: Scalars['PhoneNumber']['output'];
  QuantityOutOfRange: QuantityOutOfRange;
  Query: Record<PropertyKey, never>;
  SafeInt: Scalars['SafeInt']['output'];
  ShippingAddress: ShippingAddress;
  ShippingMethod: ShippingMethod;
  StockShortage: StockShortage;
  URL: Scalars['URL']['output'];
  UnknownSku: UnknownSku;
  User: UserMapper;
  Variant: VariantMapper;
  Int: Scalars['Int']['output'];
  String: Scalars['String']['output'];
  Boolean: Scalars['Boolean']['output'];
};

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
  __resolveType: TypeResolveFn<'CartNotFound' | 'CurrencyMismatch' | 'InsufficientStock' | 'QuantityOutOfRange' | 'UnknownSku', ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type InsufficientStockResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InsufficientStock'] = ResolversParentTypes['InsufficientStock']> = {
  lines: Resolver<Array<ResolversTypes['StockShortage']>, ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type MoneyResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Money'] = ResolversParentTypes['Money']> = {
  amount: Resolver<ResolversTypes['SafeInt'], ParentType, ContextType>;
  currency: Resolver<ResolversTypes['Currency'], ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  addToCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationAddToCartArgs, 'quantity' | 'sku'>>;
  clearCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, Partial<MutationClearCartArgs>>;
  mergeGuestCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationMergeGuestCartArgs, 'token'>>;
  removeFromCart: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationRemoveFromCartArgs, 'sku'>>;
  setCartQuantity: Resolver<Maybe<ResolversTypes['CartResult']>, ParentType, ContextType, RequireFields<MutationSetCartQuantityArgs, 'quantity' | 'sku'>>;
};

export type OrderResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Order'] = ResolversParentTypes['Order'], FederationReferenceType extends FederationReferenceTypes['Order'] = FederationReferenceTypes['Order']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['Order']> | FederationReferenceType, FederationReferenceType, ContextType>;
  customer: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
  discount: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  email: Resolver<Maybe<ResolversTypes['EmailAddress']>, ParentType, ContextType>;
  history: Resolver<Array<ResolversTypes['OrderEvent']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  items: Resolver<Array<ResolversTypes['OrderItem']>, ParentType, ContextType>;
  number: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  placedAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  shipping: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  shippingAddress: Resolver<Maybe<ResolversTypes['ShippingAddress']>, ParentType, ContextType>;
  shippingMethod: Resolver<ResolversTypes['ShippingMethod'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['OrderStatus'], ParentType, ContextType>;
  subtotal: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  tax: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  total: Resolver<ResolversTypes['Money'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
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

export type PageInfoResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo']> = {
  endCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  hasNextPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  hasPreviousPage: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  startCursor: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
};

export interface PhoneNumberScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['PhoneNumber'], any> {
  name: 'PhoneNumber';
}

export type QuantityOutOfRangeResolvers<ContextType = Context, ParentType extends ResolversParentTypes['QuantityOutOfRange'] = ResolversParentTypes['QuantityOutOfRange']> = {
  max: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  min: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  cart: Resolver<Maybe<ResolversTypes['Cart']>, ParentType, ContextType, Partial<QueryCartArgs>>;
  order: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderArgs, 'id'>>;
  orderByNumber: Resolver<Maybe<ResolversTypes['Order']>, ParentType, ContextType, RequireFields<QueryOrderByNumberArgs, 'number'>>;
  orders: Resolver<Maybe<ResolversTypes['OrderConnection']>, ParentType, ContextType, RequireFields<QueryOrdersArgs, 'first'>>;
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

export type StockShortageResolvers<ContextType = Context, ParentType extends ResolversParentTypes['StockShortage'] = ResolversParentTypes['StockShortage']> = {
  available: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  requested: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
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
  sku: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  Availability: AvailabilityResolvers<ContextType>;
  Cart: CartResolvers<ContextType>;
  CartLine: CartLineResolvers<ContextType>;
  CartNotFound: CartNotFoundResolvers<ContextType>;
  CartResult: CartResultResolvers<ContextType>;
  CountryCode: GraphQLScalarType;
  Currency: GraphQLScalarType;
  CurrencyMismatch: CurrencyMismatchResolvers<ContextType>;
  DateTime: GraphQLScalarType;
  DomainError: DomainErrorResolvers<ContextType>;
  EmailAddress: GraphQLScalarType;
  InsufficientStock: InsufficientStockResolvers<ContextType>;
  Money: MoneyResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  Order: OrderResolvers<ContextType>;
  OrderConnection: OrderConnectionResolvers<ContextType>;
  OrderEdge: OrderEdgeResolvers<ContextType>;
  OrderEvent: OrderEventResolvers<ContextType>;
  OrderItem: OrderItemResolvers<ContextType>;
  PageInfo: PageInfoResolvers<ContextType>;
  PhoneNumber: GraphQLScalarType;
  QuantityOutOfRange: QuantityOutOfRangeResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  SafeInt: GraphQLScalarType;
  ShippingAddress: ShippingAddressResolvers<ContextType>;
  ShippingMethod: ShippingMethodResolvers<ContextType>;
  StockShortage: StockShortageResolvers<ContextType>;
  URL: GraphQLScalarType;
  UnknownSku: UnknownSkuResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  Variant: VariantResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  cost: CostDirectiveResolver<any, any, ContextType>;
  link: LinkDirectiveResolver<any, any, ContextType>;
  listSize: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable: ShareableDirectiveResolver<any, any, ContextType>;
};

type Plain = 'CartNotFound' | 'CartResult' | 'CountryCode' | 'Currency' | 'CurrencyMismatch' | 'DateTime' | 'DomainError' | 'EmailAddress' | 'InsufficientStock' | 'Money' | 'OrderEdge' | 'PageInfo' | 'PhoneNumber' | 'QuantityOutOfRange' | 'SafeInt' | 'ShippingAddress' | 'ShippingMethod' | 'StockShortage' | 'URL' | 'UnknownSku';
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, 'Query' | 'Mutation' | 'Subscription'>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
