/** Passwords of ten characters and more that lead every list of stolen ones, in lower case. Shorter ones are never accepted. */
export const COMMON_PASSWORDS: ReadonlySet<string> = new Set(
  `1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 1234567891 1234567899 123456789q
  12345678900 123123123123 1231231234 123456123456 1111111111 0000000000 1122334455 11223344556 112233445566
  1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc 1qazxsw23edc q1w2e3r4t5 q1w2e3r4t5y6 qwertyuiop qwertyuiop1 qwerty1234
  qwerty12345 qwerty123456 1234qwerty 12345qwerty 123456qwerty qwertyqwerty qwer1234qwer qwerasdfzxcv asdfghjkl1
  asdfghjkl123 asdfasdfasdf zxcvbnm123 zxcvbnmasdf abcdefghij abcdefghijk abcdef1234 abcd123456 abc1234567
  abc123456789 abcabcabc1 a123456789 a1234567890 aa12345678 aa123456789 asd123456789 password12 password123
  password1234 password12345 password123! password01 password11 password2020 password2021 password2022 password2023
  password2024 password2025 password2026 passwordpassword passw0rd123 p@ssword123 p@ssw0rd123 p@ssw0rd1234 mypassword
  mypassword1 yourpassword newpassword newpassword1 changeme123 changemenow letmein123 letmein1234 welcome123
  welcome1234 welcome2024 welcome2025 welcome2026 iloveyou12 iloveyou123 iloveyou1234 iloveyouso iloveyou2 iloveyouforever
  administrator admin12345 admin123456 administrator1 adminadmin admin1234567 rootroot123 superman123 batman12345
  football123 baseball123 basketball basketball1 manchester manchester1 liverpool1 liverpool123 barcelona1
  princess123 princess12 sunshine123 sunshine12 monkey12345 monkey123456 dragon12345 dragon123456 charlie1234
  michael1234 jennifer123 jessica1234 starwars123 pokemon1234 minecraft1 minecraft123 trustno1234 whatever123
  computer123 internet123 samsung1234 test123456 testtest12 testtest123 test1234567 secret1234 secret12345 secretsecret
  hello12345 hello123456 helloworld helloworld1 helloworld123 master12345 access12345 shadow12345 summer2024 summer2025
  summer2026 winter2024 winter2025 winter2026 correcthorsebatterystaple thisismypassword`.split(/\s+/),
);
