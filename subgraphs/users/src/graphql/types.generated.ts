/* Made by npm run codegen from schema/; changes are lost. */
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql';
import type { UserMapper, PublicProfileMapper } from './schema.mappers.ts';
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
  /** An instant in UTC, ISO 8601. */
  DateTime: { input: Date; output: Date | string; }
  /** An address such as ada@example.org. */
  EmailAddress: { input: string; output: string; }
  /** A BCP 47 language tag such as en-GB. */
  Locale: { input: string; output: string; }
};

/** An expected outcome other than success. */
export type DomainError = {
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** Address and password do not belong together, or the account may not log in. */
export type InvalidCredentials = DomainError & {
  __typename?: 'InvalidCredentials';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** The token is unknown, used or expired. */
export type InvalidToken = DomainError & {
  __typename?: 'InvalidToken';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
};

/** Address and password of an account. */
export type LoginInput = {
  /** The address of the account, in any letter case. */
  email: Scalars['EmailAddress']['input'];
  /** The password of the account. */
  password: Scalars['String']['input'];
};

/** The result of login and verifyEmail. */
export type LoginResult = InvalidCredentials | InvalidToken | Session | WeakPassword;

export type Mutation = {
  __typename?: 'Mutation';
  /** Signs in. The answer is the same for an unknown address, a wrong password and an unverified account. */
  login?: Maybe<LoginResult>;
  /** Registers an account. The answer is the same whether the address is known or not; a message is sent either way. */
  register?: Maybe<RegisterResult>;
  /**
   * Takes the token of the message and signs its owner in. A token works once. The password that is given here is the
   * account's, whatever the registration said. Without one, registrationSecret must be that of the registration whose
   * message this is; else the answer is WeakPassword, and the token stays good.
   */
  verifyEmail?: Maybe<LoginResult>;
};


export type MutationLoginArgs = {
  input: LoginInput;
};


export type MutationRegisterArgs = {
  input: RegisterInput;
};


export type MutationVerifyEmailArgs = {
  password?: InputMaybe<Scalars['String']['input']>;
  registrationSecret?: InputMaybe<Scalars['String']['input']>;
  token: Scalars['String']['input'];
};

/** What anyone may see of a person. */
export type PublicProfile = {
  __typename?: 'PublicProfile';
  /** Null where the person has given no name. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The id of the account. */
  id: Scalars['ID']['output'];
};

export type Query = {
  __typename?: 'Query';
  /** The signed-in user, or null. */
  me?: Maybe<User>;
};

/** A new account. */
export type RegisterInput = {
  /** The name to show; it may be set later. */
  displayName?: InputMaybe<Scalars['String']['input']>;
  /** The address that the account will sign in with. */
  email: Scalars['EmailAddress']['input'];
  /** The language of messages to the user. */
  locale?: InputMaybe<Scalars['Locale']['input']>;
  /** 10 to 128 characters. Passwords that are tried first are refused. */
  password: Scalars['String']['input'];
};

/** The result of register. */
export type RegisterResult = RegistrationAccepted | WeakPassword;

/** A message was sent to the address; it says what to do next. */
export type RegistrationAccepted = {
  __typename?: 'RegistrationAccepted';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /**
   * For the browser or device that registered: kept there, and sent with verifyEmail, it lets the password of this
   * registration come into force. It signs nobody in by itself. Known addresses get one too.
   */
  registrationSecret: Scalars['String']['output'];
};

/** What an account may do. Every role except CUSTOMER is staff. */
export type Role =
  /** May do everything that staff may do, and changes the shop's settings. */
  | 'ADMIN'
  /** Edits products and categories. */
  | 'CATALOG_MANAGER'
  /** Buys. */
  | 'CUSTOMER'
  /** Answers customers: sees accounts and orders. */
  | 'SUPPORT'
  /** Counts stock and ships. */
  | 'WAREHOUSE';

/** A new session. Fields of the user that other subgraphs serve, such as orders, are null in this answer: query them with the token. */
export type Session = {
  __typename?: 'Session';
  /** Send it in the header Authorization: Bearer … */
  accessToken: Scalars['String']['output'];
  /** From then on the token is refused. */
  accessTokenExpiresAt: Scalars['DateTime']['output'];
  /** The account that is signed in. */
  user: User;
};

/** An account, for its owner and for staff with users:read; null for anyone else. */
export type User = {
  __typename?: 'User';
  /** When the account was registered. */
  createdAt: Scalars['DateTime']['output'];
  /** The name shown to the user and, in reviews, to everybody. */
  displayName?: Maybe<Scalars['String']['output']>;
  /** The address that the account signs in with. */
  email: Scalars['EmailAddress']['output'];
  /** True once the owner has proved that the address is theirs. */
  emailVerified: Scalars['Boolean']['output'];
  /** A UUID; it never changes. */
  id: Scalars['ID']['output'];
  /** The language of messages to the user. */
  locale?: Maybe<Scalars['Locale']['output']>;
  /** What the account may do. */
  role: Role;
  /** Whether the account may sign in. */
  status: UserStatus;
  /** Raised by every change of the account. */
  version: Scalars['Int']['output'];
};

/** Whether an account may be used. */
export type UserStatus =
  /** May sign in. */
  | 'ACTIVE'
  /** Only the id is left. */
  | 'DELETED'
  /** May not sign in until staff allow it again. */
  | 'SUSPENDED';

/** The password is missing, too short, too long or too common, or has characters that cannot be typed. */
export type WeakPassword = DomainError & {
  __typename?: 'WeakPassword';
  /** A sentence for people, in English. */
  message: Scalars['String']['output'];
  /** What is wrong with the password, a sentence each. */
  reasons: Array<Scalars['String']['output']>;
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
  PublicProfile: PublicProfile;
  User: User;
};

/** Mapping of federation reference types */
export type FederationReferenceTypes = {
  PublicProfile:
    ( { __typename: 'PublicProfile' }
    & GraphQLRecursivePick<FederationTypes['PublicProfile'], {"id":true}> );
  User:
    ( { __typename: 'User' }
    & GraphQLRecursivePick<FederationTypes['User'], {"id":true}> );
};

/** Mapping of union types */
export type ResolversUnionTypes<_RefType extends Record<string, unknown>> = {
  LoginResult:
    | ( InvalidCredentials & { __typename: 'InvalidCredentials' } )
    | ( InvalidToken & { __typename: 'InvalidToken' } )
    | ( Omit<Session, 'user'> & { user: _RefType['User'] } & { __typename: 'Session' } )
    | ( WeakPassword & { __typename: 'WeakPassword' } )
  ;
  RegisterResult:
    | ( RegistrationAccepted & { __typename: 'RegistrationAccepted' } )
    | ( WeakPassword & { __typename: 'WeakPassword' } )
  ;
};

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  DomainError:
    | ( InvalidCredentials & { __typename: 'InvalidCredentials' } )
    | ( InvalidToken & { __typename: 'InvalidToken' } )
    | ( WeakPassword & { __typename: 'WeakPassword' } )
  ;
};

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  DateTime: ResolverTypeWrapper<Scalars['DateTime']['output']>;
  DomainError: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['DomainError']>;
  EmailAddress: ResolverTypeWrapper<Scalars['EmailAddress']['output']>;
  InvalidCredentials: ResolverTypeWrapper<InvalidCredentials>;
  InvalidToken: ResolverTypeWrapper<InvalidToken>;
  Locale: ResolverTypeWrapper<Scalars['Locale']['output']>;
  LoginInput: LoginInput;
  LoginResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['LoginResult']>;
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>;
  PublicProfile: ResolverTypeWrapper<PublicProfileMapper>;
  ID: ResolverTypeWrapper<Scalars['ID']['output']>;
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>;
  RegisterInput: RegisterInput;
  RegisterResult: ResolverTypeWrapper<ResolversUnionTypes<ResolversTypes>['RegisterResult']>;
  RegistrationAccepted: ResolverTypeWrapper<RegistrationAccepted>;
  Role: Role;
  Session: ResolverTypeWrapper<Omit<Session, 'user'> & { user: ResolversTypes['User'] }>;
  User: ResolverTypeWrapper<UserMapper>;
  UserStatus: UserStatus;
  WeakPassword: ResolverTypeWrapper<WeakPassword>;
  String: ResolverTypeWrapper<Scalars['String']['output']>;
  Int: ResolverTypeWrapper<Scalars['Int']['output']>;
  Boolean: ResolverTypeWrapper<Scalars['Boolean']['output']>;
};

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  DateTime: Scalars['DateTime']['output'];
  DomainError: ResolversInterfaceTypes<ResolversParentTypes>['DomainError'];
  EmailAddress: Scalars['EmailAddress']['output'];
  InvalidCredentials: InvalidCredentials;
  InvalidToken: InvalidToken;
  Locale: Scalars['Locale']['output'];
  LoginInput: LoginInput;
  LoginResult: ResolversUnionTypes<ResolversParentTypes>['LoginResult'];
  Mutation: Record<PropertyKey, never>;
  PublicProfile: PublicProfileMapper;
  ID: Scalars['ID']['output'];
  Query: Record<PropertyKey, never>;
  RegisterInput: RegisterInput;
  RegisterResult: ResolversUnionTypes<ResolversParentTypes>['RegisterResult'];
  RegistrationAccepted: RegistrationAccepted;
  Session: Omit<Session, 'user'> & { user: ResolversParentTypes['User'] };
  User: UserMapper;
  WeakPassword: WeakPassword;
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

export interface DateTimeScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['DateTime'], any> {
  name: 'DateTime';
}

export type DomainErrorResolvers<ContextType = Context, ParentType extends ResolversParentTypes['DomainError'] = ResolversParentTypes['DomainError']> = {
  __resolveType: TypeResolveFn<'InvalidCredentials' | 'InvalidToken' | 'WeakPassword', ParentType, ContextType>;
};

export interface EmailAddressScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['EmailAddress'], any> {
  name: 'EmailAddress';
}

export type InvalidCredentialsResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidCredentials'] = ResolversParentTypes['InvalidCredentials']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type InvalidTokenResolvers<ContextType = Context, ParentType extends ResolversParentTypes['InvalidToken'] = ResolversParentTypes['InvalidToken']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export interface LocaleScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['Locale'], any> {
  name: 'Locale';
}

export type LoginResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['LoginResult'] = ResolversParentTypes['LoginResult']> = {
  __resolveType: TypeResolveFn<'InvalidCredentials' | 'InvalidToken' | 'Session' | 'WeakPassword', ParentType, ContextType>;
};

export type MutationResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation']> = {
  login: Resolver<Maybe<ResolversTypes['LoginResult']>, ParentType, ContextType, RequireFields<MutationLoginArgs, 'input'>>;
  register: Resolver<Maybe<ResolversTypes['RegisterResult']>, ParentType, ContextType, RequireFields<MutationRegisterArgs, 'input'>>;
  verifyEmail: Resolver<Maybe<ResolversTypes['LoginResult']>, ParentType, ContextType, RequireFields<MutationVerifyEmailArgs, 'token'>>;
};

export type PublicProfileResolvers<ContextType = Context, ParentType extends ResolversParentTypes['PublicProfile'] = ResolversParentTypes['PublicProfile'], FederationReferenceType extends FederationReferenceTypes['PublicProfile'] = FederationReferenceTypes['PublicProfile']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['PublicProfile']> | FederationReferenceType, FederationReferenceType, ContextType>;
  displayName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
};

export type QueryResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query']> = {
  me: Resolver<Maybe<ResolversTypes['User']>, ParentType, ContextType>;
};

export type RegisterResultResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegisterResult'] = ResolversParentTypes['RegisterResult']> = {
  __resolveType: TypeResolveFn<'RegistrationAccepted' | 'WeakPassword', ParentType, ContextType>;
};

export type RegistrationAcceptedResolvers<ContextType = Context, ParentType extends ResolversParentTypes['RegistrationAccepted'] = ResolversParentTypes['RegistrationAccepted']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  registrationSecret: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type SessionResolvers<ContextType = Context, ParentType extends ResolversParentTypes['Session'] = ResolversParentTypes['Session']> = {
  accessToken: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  accessTokenExpiresAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  user: Resolver<ResolversTypes['User'], ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type UserResolvers<ContextType = Context, ParentType extends ResolversParentTypes['User'] = ResolversParentTypes['User'], FederationReferenceType extends FederationReferenceTypes['User'] = FederationReferenceTypes['User']> = {
  __resolveReference: ReferenceResolver<Maybe<ResolversTypes['User']> | FederationReferenceType, FederationReferenceType, ContextType>;
  createdAt: Resolver<ResolversTypes['DateTime'], ParentType, ContextType>;
  displayName: Resolver<Maybe<ResolversTypes['String']>, ParentType, ContextType>;
  email: Resolver<ResolversTypes['EmailAddress'], ParentType, ContextType>;
  emailVerified: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>;
  id: Resolver<ResolversTypes['ID'], ParentType, ContextType>;
  locale: Resolver<Maybe<ResolversTypes['Locale']>, ParentType, ContextType>;
  role: Resolver<ResolversTypes['Role'], ParentType, ContextType>;
  status: Resolver<ResolversTypes['UserStatus'], ParentType, ContextType>;
  version: Resolver<ResolversTypes['Int'], ParentType, ContextType>;
};

export type WeakPasswordResolvers<ContextType = Context, ParentType extends ResolversParentTypes['WeakPassword'] = ResolversParentTypes['WeakPassword']> = {
  message: Resolver<ResolversTypes['String'], ParentType, ContextType>;
  reasons: Resolver<Array<ResolversTypes['String']>, ParentType, ContextType>;
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>;
};

export type Resolvers<ContextType = Context> = {
  DateTime: GraphQLScalarType;
  DomainError: DomainErrorResolvers<ContextType>;
  EmailAddress: GraphQLScalarType;
  InvalidCredentials: InvalidCredentialsResolvers<ContextType>;
  InvalidToken: InvalidTokenResolvers<ContextType>;
  Locale: GraphQLScalarType;
  LoginResult: LoginResultResolvers<ContextType>;
  Mutation: MutationResolvers<ContextType>;
  PublicProfile: PublicProfileResolvers<ContextType>;
  Query: QueryResolvers<ContextType>;
  RegisterResult: RegisterResultResolvers<ContextType>;
  RegistrationAccepted: RegistrationAcceptedResolvers<ContextType>;
  Session: SessionResolvers<ContextType>;
  User: UserResolvers<ContextType>;
  WeakPassword: WeakPasswordResolvers<ContextType>;
};

export type DirectiveResolvers<ContextType = Context> = {
  composeDirective: ComposeDirectiveDirectiveResolver<any, any, ContextType>;
  cost: CostDirectiveResolver<any, any, ContextType>;
  link: LinkDirectiveResolver<any, any, ContextType>;
  listSize: ListSizeDirectiveResolver<any, any, ContextType>;
  shareable: ShareableDirectiveResolver<any, any, ContextType>;
};

type Plain = 'DateTime' | 'DomainError' | 'EmailAddress' | 'InvalidCredentials' | 'InvalidToken' | 'Locale' | 'LoginResult' | 'RegisterResult' | 'RegistrationAccepted' | 'Session' | 'WeakPassword';
type Own = Exclude<keyof Resolvers, Plain>;
type Roots = Extract<Own, 'Query' | 'Mutation' | 'Subscription'>;
type Given<T extends Own> = T extends Roots ? never : keyof ResolversParentTypes[T];
type Lacking<T extends Own> = Pick<Resolvers[T], Exclude<keyof Resolvers[T], Given<T>>>;
type Complete = { [T in Own]: Record<never, never> extends Lacking<T> ? T : never }[Own];

/** The resolvers that the subgraph writes. What is not here is handed on as its parent's resolver returns it. */
export type OwnResolvers = { [T in Exclude<Own, Complete>]: Lacking<T> & Partial<Resolvers[T]> } & {
  [T in Complete]?: Partial<Resolvers[T]>;
};
